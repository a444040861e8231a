// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.audit.Looking;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.report.Commitment;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of somebody who looks at a practice's accesses.
 *
 * @param query what they search by, as {@link AuditForm#journalled} has it; it may name others, so
 *     it stands in their own entry alone
 */
record AuditViewer(Visit visit, String practice, String query) implements Looking.Viewer {

  private static final String INTERACTION = "journal-read";
  private static final String AUDITOR = "auditor";
  private static final String REASON = "audit";

  @Override
  public Entry asks(@Nullable String patient) {
    return entry(AUDITOR, practice, patient, query.isEmpty() ? null : query, true, REASON);
  }

  @Override
  public Entry shows(String patient) {
    return entry(AUDITOR, practice, patient, null, true, REASON);
  }

  /**
   * That they answer what this patient reported, under the address that {@code verify} looks for,
   * however it was spelt.
   */
  Entry answers(UUID report, String patient, Commitment answer) {
    Entry shown = entry(AUDITOR, practice, patient, null, true, "answered");
    return new Entry(
        shown.requestId(),
        shown.agent(),
        new Entry.Act(
            "report", null, null, answer.said("answer"), "POST", Paths.answering(practice, report)),
        shown.where(),
        true,
        shown.reason());
  }

  /**
   * That they may not.
   *
   * @param served whether there is such a practice
   */
  Entry refused(boolean served, String reason) {
    return entry(null, served ? practice : null, null, null, false, reason);
  }

  private Entry entry(
      @Nullable String role,
      @Nullable String where,
      @Nullable String patient,
      @Nullable String asked,
      boolean permitted,
      String reason) {
    return new Entry(
        RequestIds.of(visit.context()),
        visit.agent(role),
        new Entry.Act(INTERACTION, null, null, asked, "GET", visit.context().normalizedPath()),
        new Entry.Where(where, patient, null, null, null),
        permitted,
        reason);
  }
}
