// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accesses out of the ordinary.
 *
 * @param unseen newest first
 * @param more whether others are unseen, which may be all that there are: those of emergencies are
 *     told elsewhere
 * @param seen the last that the patient has said to have seen
 */
record UnusualList(List<Row> unseen, boolean more, List<Row> seen) {

  /** Whether none is unseen. */
  boolean isNothingNew() {
    return unseen.isEmpty() && !more;
  }

  /**
   * One of them.
   *
   * @param entry of the journal
   * @param instant ISO 8601, for machines
   * @param called what tells it from all others of the page, in words
   * @param capacity role and practice
   * @param why in sentences, one for each rule
   * @param path where it stands in the list of accesses
   * @param report where it can be said not to be recognised; null where it cannot
   */
  record Row(
      String entry,
      String instant,
      String when,
      String called,
      String who,
      String capacity,
      List<String> why,
      String path,
      @Nullable String report) {}
}
