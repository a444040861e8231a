// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

/** The database is there, and nothing serves from it as it is. Says what to do about it. */
final class UnfitDatabase extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private UnfitDatabase(String message) {
    super(message);
  }

  /** Its tables are of before. */
  static UnfitDatabase behind(int version, int needed) {
    return new UnfitDatabase(
        "the database has version %d of the tables, and %d is needed: run `gateway migrate`"
            .formatted(version, needed));
  }

  /** There are characters that it cannot store. */
  static UnfitDatabase encodedIn(String encoding) {
    return new UnfitDatabase(
        "the database is in %s, and %s is needed: create it with ENCODING '%2$s' TEMPLATE template0"
            .formatted(encoding, Encoding.NEEDED));
  }
}
