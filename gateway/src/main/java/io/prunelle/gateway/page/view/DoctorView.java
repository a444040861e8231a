// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /my/doctor}, ready for its template.
 *
 * @param message what became of what was just sent; null when nothing was
 * @param cards what was asked, those under way first
 * @param choices one for each practice that can be asked
 * @param returns one for each that the record has left
 */
record DoctorView(
    Frame frame,
    HomeView.@Nullable Message message,
    List<HandoverCard> cards,
    List<Choosing> choices,
    List<Returning> returns) {

  /**
   * That a practice may have a record again.
   *
   * @param practice its id
   */
  record Returning(String practice, String title, String text) {}

  /**
   * What can be asked of a practice.
   *
   * @param practice its id
   * @param seen the latest request to it; empty for none
   * @param wrong whether a form was sent without a choice
   */
  record Choosing(
      String practice,
      String title,
      String seen,
      List<Option> options,
      @Nullable String note,
      boolean wrong) {}

  /** One of the things that can become of the record. */
  record Option(String value, String text) {}
}
