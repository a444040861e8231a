// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of somebody who runs a practice.
 *
 * @param practice null for one that is not there
 */
record AdministratorViewer(Visit visit, @Nullable String practice) {

  private static final String ADMINISTRATOR = "practice-administrator";
  private static final String LIST = "transfer-list";

  /** That they look at what moves; at nobody's record. */
  Entry looks() {
    return entry(null, ADMINISTRATOR, true, LIST);
  }

  /** That they are shown that this patient's record moves. */
  Entry shown(String patient) {
    return entry(patient, ADMINISTRATOR, true, LIST);
  }

  /** That they may not. */
  Entry refused(String reason) {
    return entry(null, null, false, reason);
  }

  /** Who they are, as they order something. */
  Entry.Agent agent() {
    return visit.agent(ADMINISTRATOR);
  }

  private Entry entry(
      @Nullable String patient, @Nullable String role, boolean permitted, String reason) {
    return new Entry(
        RequestIds.of(visit.context()),
        visit.agent(role),
        new Entry.Act(
            LIST,
            null,
            null,
            null,
            visit.context().request().method().name(),
            visit.context().normalizedPath()),
        new Entry.Where(practice, patient, null, null, null),
        permitted,
        reason);
  }
}
