// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import org.jspecify.annotations.Nullable;

/**
 * A page that is asked for.
 *
 * @param path empty for one that another page led to
 * @param words what is asked for, without how much of it
 * @param count how much of it at a time; 0 for what another page led to, which says it itself
 */
record Asked(String path, String words, int count) {

  private static final int MANY = 100;

  static Asked first(String path, String words) {
    return new Asked(path, words, MANY);
  }

  static Asked next(String query) {
    return new Asked("", query, 0);
  }

  boolean isFirst() {
    return !path.isEmpty();
  }

  String query() {
    return count == 0 ? words : words + (words.isEmpty() ? "" : "&") + "_count=" + count;
  }

  /** The same, ten and then one at a time, where more is too much for one request; else null. */
  @Nullable Asked less(Throwable failure) {
    return count > 1 && Endings.isTooMany(failure) ? new Asked(path, words, count / 10) : null;
  }
}
