// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

/**
 * How far a table has changed, as one number: how often all that is known of it had to be
 * forgotten, above how far it was written in order. Two that differ tell of a change; equal ones
 * tell that there was none, as either part only ever grows.
 */
public final class Revision {

  /** 2^40 - 1: room for a change a millisecond for thirty years. */
  private static final long ORDERED = (1L << 40) - 1;

  private Revision() {}

  /**
   * The SQL that makes one.
   *
   * @param forgotten column
   * @param ordered column
   * @param table with a single row
   */
  public static String sql(String forgotten, String ordered, String table) {
    return "SELECT (" + forgotten + " << 40) + " + ordered + " FROM " + table;
  }

  /** How far the table had been written in order. */
  public static long ordered(long revision) {
    return revision & ORDERED;
  }

  /** Whether what changed from one to the other can be told by what was written in order since. */
  public static boolean continues(long from, long to) {
    return from >= 0 && from >> 40 == to >> 40 && from <= to;
  }
}
