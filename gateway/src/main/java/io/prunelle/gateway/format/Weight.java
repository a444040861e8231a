// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

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

  private Weight() {}

  /** Of a document in XML. What is no XML may be told too heavy. */
  public static long ofXml(byte[] xml) {
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
