// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.handover.Office;
import io.prunelle.gateway.page.view.HandoverReply.Wrong;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A practice's patients who leave or come, ready for their template.
 *
 * @param from the first day that a copy can be kept until, and the last one
 * @param reply an answer that was not taken; null when none was sent
 * @param said what was just done; null when nothing was
 * @param whole whether these are all of which there is something to be done
 * @param resting where the rest is, which is only kept until a day; null for none
 * @param next where the copies are that follow those shown; null for the last
 * @param more of which lists there are more than are shown
 */
record HandoversView(
    Frame frame,
    String path,
    List<HandoverRow> asked,
    List<HandoverRow> underWay,
    List<HandoverRow> kept,
    List<HandoverRow> arriving,
    Set<Office.Part> more,
    boolean whole,
    @Nullable String resting,
    @Nullable String next,
    String from,
    String to,
    @Nullable HandoverReply reply,
    @Nullable String said) {

  /** Whether there are more of a list than are shown, and no way to them. */
  boolean isCut(Office.Part part) {
    return more.contains(part) && next == null;
  }

  /** What to say above all of them; null when nothing is. */
  @Nullable String alert() {
    if (reply == null) {
      return null;
    }
    return switch (reply.wrong()) {
      case ANSWERED, GONE -> frame.t().text("handovers.wrong." + reply.wrong(), reply.ground());
      case SIGNED_IN -> frame.t().text("office.signedIn");
      default -> frame.t().text("objections.wrong");
    };
  }

  /** What is wrong with the answer to that one; null when nothing is. */
  @Nullable String wrong(HandoverRow row) {
    if (reply == null || !isAbout(row)) {
      return null;
    }
    return switch (reply.wrong()) {
      case ANSWERED, GONE, SIGNED_IN -> null;
      default -> frame.t().text("handovers.wrong." + reply.wrong());
    };
  }

  boolean isWrong(HandoverRow row, Wrong what) {
    return reply != null && isAbout(row) && reply.wrong() == what;
  }

  /** What was sent for that one; empty when nothing was. */
  String ground(HandoverRow row) {
    return reply != null && isAbout(row) ? reply.ground() : "";
  }

  /** The same of the term. */
  String until(HandoverRow row) {
    return reply != null && isAbout(row) ? reply.until() : "";
  }

  boolean chosen(HandoverRow row, String decision) {
    return reply != null && isAbout(row) && reply.decision().equals(decision);
  }

  private boolean isAbout(HandoverRow row) {
    return reply != null && reply.handover().toString().equals(row.id());
  }
}
