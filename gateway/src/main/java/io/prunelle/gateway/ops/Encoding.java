// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

/**
 * In what the database stores text. The journal is told whatever is asked for, and marks what it
 * leaves out with characters of its own: in an encoding that lacks one of them it could not be
 * written, and such a request would be refused for ever.
 */
final class Encoding {

  static final String NEEDED = "UTF8";
  static final String QUERY = "SHOW server_encoding";

  private Encoding() {}

  /**
   * Fails for another one.
   *
   * @param found as PostgreSQL names it
   */
  static void check(String found) {
    if (!NEEDED.equals(found)) {
      throw UnfitDatabase.encodedIn(found);
    }
  }
}
