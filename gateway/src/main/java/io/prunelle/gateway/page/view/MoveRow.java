// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.hosts.transfer.Move;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transfer in words, for those who run the practice.
 *
 * @param what whose record
 * @param way from where to where
 * @param step how far it has come
 * @param progress null when it is not known how much there is
 * @param held who or what makes it wait; null when nothing does
 * @param problem what happened; null when nothing did
 * @param advice what to do about it; null as well then
 * @param retry when it is tried next; null as well then
 */
record MoveRow(
    String what,
    String way,
    String since,
    String step,
    Move.@Nullable Progress progress,
    @Nullable String amount,
    @Nullable String held,
    @Nullable String problem,
    @Nullable String advice,
    @Nullable String retry,
    List<Button> buttons) {

  /**
   * Leads to the page that asks whether it is meant.
   *
   * @param label what is said by it, to who does not see what it stands beside
   */
  record Button(String path, String text, String label) {}
}
