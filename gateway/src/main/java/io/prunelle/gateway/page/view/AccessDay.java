// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The accesses of one day, newest first. */
record AccessDay(String heading, List<Row> rows) {

  /**
   * One access.
   *
   * @param anchor by which it is found on the page
   * @param called what tells it from all others of the page, in words
   * @param instant ISO 8601, for machines
   * @param capacity role and practice; null for the patient's own accesses
   * @param from the application it was asked with, in words; null when none was
   * @param why the purpose that was stated, in words; null for none, and for an emergency
   * @param emergency the reason stated for an emergency; null when none was stated
   * @param unusual why it is out of the ordinary, in sentences; empty for what is not
   * @param uncovered where the record was no longer covered by a permission, in words; null when it
   *     was covered, or need not be
   * @param host where the record was; null when none was asked
   * @param refused whether the gateway let nothing pass
   * @param because why it was refused, in a sentence; null for what was let pass
   * @param shortfall in words, that it was let pass but came to nothing, or was cut off; null where
   *     it was answered to its end
   * @param through the practice it was asked through, in words; null for none
   * @param address network address of the reader's own device; null for what others did
   * @param proof where its proof is
   * @param report where it is reported; null for what cannot be
   * @param reported whether it was
   */
  record Row(
      String anchor,
      String called,
      String instant,
      String time,
      String who,
      @Nullable String capacity,
      @Nullable String from,
      String what,
      @Nullable String why,
      @Nullable String emergency,
      List<String> unusual,
      @Nullable String uncovered,
      @Nullable String host,
      boolean refused,
      @Nullable String because,
      @Nullable String shortfall,
      @Nullable String through,
      @Nullable String address,
      String proof,
      @Nullable String report,
      boolean reported) {}
}
