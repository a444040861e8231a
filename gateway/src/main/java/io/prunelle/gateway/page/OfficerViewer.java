// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of somebody who answers for a practice.
 *
 * @param practice null for one that is not there
 */
record OfficerViewer(Visit visit, @Nullable String practice) {

  private static final String OFFICER = "officer";
  private static final String REASON = "office";

  /** That they look at the practice; at nobody's record. */
  Entry looks() {
    return looksAs(OFFICER);
  }

  /** The same of somebody who has another role there. */
  Entry looksAs(String role) {
    return entry("practice", "GET", null, null, role, true, REASON);
  }

  /** That they are shown this patient's objection. */
  Entry shown(String patient, String hosting) {
    return entry("objection", "GET", patient, hosting, OFFICER, true, "objection-shown");
  }

  /** That they answer it. */
  Entry answers(String patient, String hosting) {
    return entry("objection", "POST", patient, hosting, OFFICER, true, "objection-answered");
  }

  /** That they are shown that this patient leaves or comes. */
  Entry shownHandover(String patient) {
    return entry("handover", "GET", patient, null, OFFICER, true, "handover-shown");
  }

  /** They themselves, in this capacity. */
  Entry.Agent agent() {
    return visit.agent(OFFICER);
  }

  /** That they are told what this patient is called, to compare with the paper. */
  Entry checks(String patient, String hosting) {
    return entry("paper-decision", "POST", patient, hosting, OFFICER, true, "paper-checked");
  }

  /** That they record what this patient decided on paper. */
  Entry records(String patient, String hosting) {
    return entry("paper-decision", "POST", patient, hosting, OFFICER, true, REASON);
  }

  /** That they may not. */
  Entry refused(String reason) {
    String method = visit.context().request().method().name();
    return entry("practice", method, null, null, null, false, reason);
  }

  private Entry entry(
      String interaction,
      String method,
      @Nullable String patient,
      @Nullable String hosting,
      @Nullable String role,
      boolean permitted,
      String reason) {
    return new Entry(
        RequestIds.of(visit.context()),
        visit.agent(role),
        new Entry.Act(interaction, null, null, null, method, visit.context().normalizedPath()),
        new Entry.Where(practice, patient, null, hosting, null),
        permitted,
        reason);
  }
}
