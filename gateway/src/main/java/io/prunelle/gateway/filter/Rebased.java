// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Copies JSON, turning URLs below a host's base into URLs below the gateway's. */
final class Rebased {

  private final byte[] base;
  private final byte[] replacement;

  /** With the opening quote and the slash: only whole URLs, never a longer host name. */
  Rebased(String base, String replacement) {
    this.base = ("\"" + base + "/").getBytes(StandardCharsets.UTF_8);
    this.replacement = ("\"" + replacement + "/").getBytes(StandardCharsets.UTF_8);
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

  private int find(byte[] json, int from, int to) {
    for (int at = from; at <= to - base.length; at++) {
      if (json[at] == base[0] && matches(json, at)) {
        return at;
      }
    }
    return -1;
  }

  private boolean matches(byte[] json, int at) {
    for (int i = 1; i < base.length; i++) {
      if (json[at + i] != base[i]) {
        return false;
      }
    }
    return true;
  }
}
