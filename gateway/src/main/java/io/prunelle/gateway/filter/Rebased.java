// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Copies JSON, turning URLs below a host's base into URLs below the gateway's. */
final class Rebased {

  private final byte[] base;
  private final byte[] replacement;

  /** By how much to go on when the last byte compared was this one (Horspool's algorithm). */
  private final int[] steps = new int[256];

  /** With the opening quote and the slash: only whole URLs, never a longer host name. */
  Rebased(String base, String replacement) {
    this.base = ("\"" + base + "/").getBytes(StandardCharsets.UTF_8);
    this.replacement = ("\"" + replacement + "/").getBytes(StandardCharsets.UTF_8);
    Arrays.fill(steps, this.base.length);
    for (int i = 0; i < this.base.length - 1; i++) {
      steps[this.base[i] & 0xff] = this.base.length - 1 - i;
    }
  }

  void copy(byte[] json, int from, int to, OutputStream out) throws IOException {
    int copied = from;
    for (int at = find(json, from, to); at >= 0; at = find(json, copied, to)) {
      out.write(json, copied, at - copied);
      out.write(replacement);
      copied = at + base.length;
    }
    out.write(json, copied, to - copied);
  }

  /** Most of a document is not even looked at. */
  private int find(byte[] json, int from, int to) {
    int last = base.length - 1;
    for (int at = from; at <= to - base.length; at += steps[json[at + last] & 0xff]) {
      if (Arrays.equals(json, at, at + base.length, base, 0, base.length)) {
        return at;
      }
    }
    return -1;
  }
}
