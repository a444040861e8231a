// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A practice's objections that wait for an answer, ready for their template.
 *
 * @param wrong an answer that was not taken; null when none was sent
 * @param said what was just done; null when nothing was
 */
record ObjectionsView(
    Frame frame,
    String path,
    List<ObjectionRow> rows,
    @Nullable ObjectionReply wrong,
    @Nullable String said) {

  /** What to say above all of them; null when nothing is. */
  @Nullable String alert() {
    if (wrong == null) {
      return null;
    }
    return switch (wrong.wrong()) {
      case ANSWERED, GONE -> frame.t().text("objections.wrong." + wrong.wrong(), wrong.reason());
      case SIGNED_IN -> frame.t().text("office.signedIn");
      default -> frame.t().text("objections.wrong");
    };
  }

  /** What is wrong with the answer to that one; null when nothing is. */
  @Nullable String wrong(ObjectionRow row) {
    if (wrong == null || wrong.objection() != row.entry()) {
      return null;
    }
    return switch (wrong.wrong()) {
      case ANSWERED, GONE, SIGNED_IN -> null;
      default -> frame.t().text("objections.wrong." + wrong.wrong());
    };
  }

  boolean isWrong(ObjectionRow row, String what) {
    return wrong != null && wrong(row) != null && wrong.wrong().name().equals(what);
  }

  /** Whether it is the choice that is wrong, not what was written. */
  boolean isChoiceWrong(ObjectionRow row) {
    return isWrong(row, "DECISION") || isWrong(row, "CLOSED");
  }

  /** What was sent for that one; empty when nothing was. */
  String reason(ObjectionRow row) {
    return wrong != null && wrong.objection() == row.entry() ? wrong.reason() : "";
  }

  boolean chosen(ObjectionRow row, String decision) {
    return wrong != null && wrong.objection() == row.entry() && wrong.decision().equals(decision);
  }
}
