// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Journal lines for auditors. */
final class AuditRows {

  private static final Set<String> ROLES =
      Set.of(
          "patient",
          "guardian",
          "practitioner",
          "practice-administrator",
          "auditor",
          "officer",
          "service",
          "system");

  private final Messages t;
  private final Dates dates;
  private final String path;
  private final Called called;
  private final PatientNames names;
  private final AccessKind kind;

  AuditRows(Messages t, String path, Called called, PatientNames names) {
    this.called = called;
    this.names = names;
    this.t = t;
    this.kind = new AccessKind(t);
    this.dates = new Dates(t.language());
    this.path = path;
  }

  AuditRow of(Line line) {
    Entry entry = line.entry();
    Entry.Agent agent = entry.agent();
    Entry.Purpose purpose = entry.purpose();
    return new AuditRow(
        path + "/" + line.id(),
        line.recordedAt().toString(),
        when(line),
        agent.name() == null ? t.text("audit.nobody") : agent.name(),
        role(agent.role()),
        patient(entry.where().patient()),
        kind.forAuditors(entry),
        what(line),
        entry.where().host() == null ? null : called.host(t, entry.where().host()),
        !entry.permitted(),
        AccessDays.shortfall(t, line),
        entry.reason(),
        purpose != null && purpose.code().equals("BTG") ? purpose.statedReason() : null);
  }

  @Nullable String patient(@Nullable String id) {
    return id == null ? null : names.of(id);
  }

  /** Day and time, with seconds: an auditor compares. */
  String when(Line line) {
    return t.text(
        "audit.moment", dates.date(line.recordedAt()), dates.timeWithSeconds(line.recordedAt()));
  }

  @Nullable String role(@Nullable String role) {
    return role != null && ROLES.contains(role) ? t.text("capacity." + role) : role;
  }

  private static String what(Line line) {
    Entry.Act act = line.entry().act();
    String id = line.resourceId();
    StringBuilder what = new StringBuilder(act.interaction());
    if (act.resourceType() != null) {
      what.append(' ').append(act.resourceType());
    }
    if (id != null) {
      what.append('/').append(id);
    }
    return what.toString();
  }
}
