// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What documents take of the memory as trees, in bytes, told by a look at them before they are
 * made. Rather too much than too little: of elements and members hardly anything is as small as in
 * the document, and there can be as many as fit into it.
 */
public final class Weight {

  /** An object or an element: a map with its table, and its place in another. */
  private static final int NODE = 200;

  /** A member, an item or an attribute: its place in what holds it, its text, and what wraps it. */
  private static final int VALUE = 120;

  /** Of all text, while one form is made of the other: decoded, in the tree, and written. */
  private static final int COPIES = 4;

  private static final byte[] ATTRIBUTE = "value=".getBytes(StandardCharsets.US_ASCII);

  private Weight() {}

  /**
   * Of a document in XML as a DOM, where an element that is a value is an element with an
   * attribute. What is no XML may be told too heavy.
   */
  public static long ofDom(byte[] xml) {
    long weight = (long) COPIES * xml.length;
    for (int i = 0; i < xml.length; i++) {
      if (xml[i] == '<') {
        weight += i + 1 < xml.length && xml[i + 1] == '/' ? 0 : NODE;
      } else if (xml[i] == '=') {
        weight += VALUE;
      }
    }
    return weight;
  }

  /**
   * Of a document in XML. What is no XML may be told too heavy. An element that is a value and
   * nothing else, as most are, is no object in a tree.
   */
  public static long ofXml(byte[] xml) {
    long weight = (long) COPIES * xml.length;
    int at = 0;
    while (at < xml.length) {
      if (xml[at] == '<') {
        int behind = behindValue(xml, at);
        if (behind > 0) {
          weight += VALUE;
          at = behind;
          continue;
        }
        weight += at + 1 < xml.length && xml[at + 1] == '/' ? 0 : NODE;
      } else if (xml[at] == '=') {
        weight += VALUE;
      }
      at++;
    }
    return weight;
  }

  /** Where {@code <name value="…"/>} ends that begins here; zero for any other tag. */
  private static int behindValue(byte[] xml, int from) {
    int at = from + 1;
    while (at < xml.length && isOfName(xml[at])) {
      at++;
    }
    int value = at + 1;
    int quoted = value + ATTRIBUTE.length;
    if (at >= xml.length
        || xml[at] != ' '
        || quoted >= xml.length
        || !Arrays.equals(xml, value, quoted, ATTRIBUTE, 0, ATTRIBUTE.length)
        || (xml[quoted] != '"' && xml[quoted] != '\'')) {
      return 0;
    }
    int end = quoted + 1;
    // A value has no tags: nothing is passed over with it
    while (end < xml.length && xml[end] != xml[quoted] && xml[end] != '<') {
      end++;
    }
    end++;
    while (end < xml.length && xml[end] == ' ') {
      end++;
    }
    return end + 1 < xml.length && xml[end] == '/' && xml[end + 1] == '>' ? end + 2 : 0;
  }

  private static boolean isOfName(byte c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** Of a document in JSON. What is no JSON ends a tree where it stops being some. */
  public static long ofJson(byte[] json) {
    long weight = (long) COPIES * json.length;
    boolean text = false;
    for (int i = 0; i < json.length; i++) {
      if (text) {
        if (json[i] == '\\') {
          i++;
        } else {
          text = json[i] != '"';
        }
        continue;
      }
      switch (json[i]) {
        case '"' -> text = true;
        case '{', '[' -> weight += NODE + VALUE;
        case ',' -> weight += VALUE;
        default -> {}
      }
    }
    return weight;
  }
}
