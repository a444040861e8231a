// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody has opened a record, once or several times one shortly after the other.
 *
 * @param who in which record, by which way
 * @param entry the first time, in the journal
 * @param last the last time
 */
record Opened(Who who, UUID entry, Instant at, Instant last, @Nullable String name, String role) {

  /** Not patients and guardians, who know; not auditors, who see accesses and no record. */
  private static final Set<String> ROLES = Set.of("practitioner", "service");

  private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete");

  private static final String EMERGENCY = "BTG";

  private static final String CLIENT_GONE = "client-gone";

  /** Who, in which record, by which way. */
  record Who(String patient, String subject, @Nullable String practice, boolean emergency) {}

  /** What counts as opened, of these lines, in the order of time. */
  static List<Opened> of(List<Line> lines) {
    Map<Who, Opened> opened = new LinkedHashMap<>();
    for (Line line : lines) {
      of(line).ifPresent(one -> opened.merge(one.who, one, Opened::with));
    }
    List<Opened> inTime = new ArrayList<>(opened.values());
    inTime.sort(Comparator.comparing(Opened::at).thenComparing(Opened::entry));
    return inTime;
  }

  private static Optional<Opened> of(Line line) {
    Entry entry = line.entry();
    Entry.Agent agent = entry.agent();
    String patient = entry.where().patient();
    Entry.Purpose purpose = entry.purpose();
    if (patient == null
        || agent.subject() == null
        || agent.role() == null
        || !ROLES.contains(agent.role())
        || !entry.permitted()
        || entry.reason().equals("audit")
        || disclosedNothing(entry.act(), line.outcome())) {
      return Optional.empty();
    }
    boolean emergency = purpose != null && EMERGENCY.equals(purpose.code());
    return Optional.of(
        new Opened(
            new Who(patient, agent.subject(), entry.where().practice(), emergency),
            line.id(),
            line.recordedAt(),
            line.recordedAt(),
            agent.name(),
            agent.role()));
  }

  /**
   * Of what nobody saw the end, it is not known. Nor of what was cut off by the one who asked, who
   * decides how much has arrived before that; nor of a document whose host went on no longer, as it
   * does not when somebody takes it slowly enough.
   */
  private static boolean disclosedNothing(Entry.Act act, @Nullable Outcome outcome) {
    return outcome != null
        && !outcome.ending().equals(CLIENT_GONE)
        && !isBrokenOff(act, outcome)
        && (outcome.status() >= 400
            // What the gateway looked up for itself: a HEAD is answered without a body all the same
            || (outcome.status() == 200
                && outcome.bytes() == 0
                && !WRITES.contains(act.interaction())
                && !"HEAD".equals(act.method())));
  }

  private static boolean isBrokenOff(Entry.Act act, Outcome outcome) {
    return outcome.ending().equals("failed")
        && outcome.status() == 502
        && "Binary".equals(act.resourceType());
  }

  private Opened with(Opened other) {
    Opened first = other.at.isBefore(at) ? other : this;
    Instant latest = other.last.isAfter(last) ? other.last : last;
    return new Opened(who, first.entry, first.at, latest, first.name, first.role);
  }
}
