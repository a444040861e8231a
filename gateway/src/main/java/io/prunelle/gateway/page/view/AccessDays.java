// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.unusual.Notices;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts journal lines into words, day by day. */
final class AccessDays {

  private static final Set<String> ROLES =
      Set.of(
          "patient",
          "guardian",
          "practitioner",
          "practice-administrator",
          "auditor",
          "officer",
          "service");

  /** As the journal says of what was read at a host that the record was leaving. */
  private static final String WHILE_LEAVING = "break-glass-while-leaving";

  /** As the journal says where whoever asked went away before the end of the answer. */
  private static final String CUT_OFF = "client-gone";

  /** What may have been carried out, though nobody was told so. */
  private static final Set<String> CHANGES = Set.of("create", "update", "patch", "delete");

  private final Messages t;
  private final Dates dates;
  private final Names names;
  private final Set<String> onPremise;
  private final AccessKind kind;
  private final AccessReasons reasons;
  private final Reportable reportable;
  private final String reader;

  /**
   * Words for one reader.
   *
   * @param onPremise ids of the hosts that stand within a practice
   * @param reader the subject who reads: their own accesses are "you"
   */
  AccessDays(Messages t, Names names, Set<String> onPremise, Reportable reportable, String reader) {
    this.t = t;
    this.dates = new Dates(t.language());
    this.names = names;
    this.onPremise = onPremise;
    this.kind = new AccessKind(t);
    this.reasons = new AccessReasons(t);
    this.reportable = reportable;
    this.reader = reader;
  }

  List<AccessDay> of(List<Line> lines) {
    return of(new Accesses(lines, null));
  }

  /** Day by day, with what was reported and what is unusual. */
  List<AccessDay> of(Accesses accesses) {
    Map<LocalDate, List<AccessDay.Row>> days = new LinkedHashMap<>();
    Distinct distinct = new Distinct();
    for (Line line : accesses.lines()) {
      days.computeIfAbsent(dates.day(line.recordedAt()), day -> new ArrayList<>())
          .add(
              row(
                  line,
                  distinct.of(called(line)),
                  accesses.reported().contains(line.id()),
                  unusual(accesses.unusual(), line)));
    }
    return days.entrySet().stream()
        .map(day -> new AccessDay(dates.dayOfWeekAndDate(day.getKey()), day.getValue()))
        .toList();
  }

  private String called(Line line) {
    return String.join(", ", when(line), whoIsIt(line.entry()), what(line));
  }

  private String when(Line line) {
    return t.text(
        "emergency.when",
        dates.dayOfWeekAndDate(dates.day(line.recordedAt())),
        dates.time(line.recordedAt()));
  }

  private List<String> unusual(Notices.Marks marks, Line line) {
    return marks.of(line.id()).stream()
        .map(rule -> t.text("unusual.rule." + rule, marks.months()))
        .toList();
  }

  /** The newest that people other than the reader made. */
  List<LastAccess> last(List<Line> lines, int most) {
    return lines.stream()
        .filter(line -> !reader.equals(line.entry().agent().subject()))
        .filter(line -> !"system".equals(line.entry().agent().role()))
        .limit(most)
        .map(
            line ->
                new LastAccess(
                    line.recordedAt().toString(),
                    when(line),
                    who(line.entry().agent()),
                    inShort(line),
                    emergency(line.entry()),
                    !line.entry().permitted()))
        .toList();
  }

  /**
   * For a file that others may read: with the reader's own name, the practice's alone, and nothing
   * of a device.
   */
  AccessDay.Row inFull(Line line) {
    Entry entry = line.entry();
    AccessDay.Row row = row(line, "", true, List.of());
    String role = entry.agent().role();
    String practice = entry.where().practice();
    return new AccessDay.Row(
        row.anchor(),
        row.called(),
        row.instant(),
        row.time(),
        who(entry.agent()),
        role == null || !ROLES.contains(role) ? null : t.text("role." + role),
        row.from(),
        row.what(),
        row.why(),
        row.emergency(),
        row.unusual(),
        row.uncovered(),
        row.host(),
        row.refused(),
        row.because(),
        row.shortfall(),
        practice == null ? null : names.practice(practice),
        null,
        row.proof(),
        null,
        true);
  }

  private AccessDay.Row row(Line line, String called, boolean reported, List<String> unusual) {
    Entry entry = line.entry();
    boolean own = reader.equals(entry.agent().subject());
    String practice = entry.where().practice();
    return new AccessDay.Row(
        AccessList.anchor(line.id()),
        called,
        line.recordedAt().toString(),
        dates.time(line.recordedAt()),
        whoIsIt(entry),
        own ? null : capacity(entry),
        from(entry),
        what(line),
        reasons.stated(entry),
        emergency(entry),
        unusual,
        WHILE_LEAVING.equals(entry.reason()) ? t.text("access.uncovered") : null,
        host(entry.where().host()),
        !entry.permitted(),
        reasons.refusal(entry),
        shortfall(t, line),
        practice == null ? null : t.text("access.through", names.practice(practice)),
        own ? entry.agent().address() : null,
        AccessList.PATH + "/" + line.id() + "/proof.json",
        !reported && reportable.by(reader, entry) ? AccessList.reportOf(line.id()) : null,
        reported);
  }

  /** What it was asked with. The page asks in its own name, whatever it does. */
  private @Nullable String from(Entry entry) {
    String client = entry.agent().client();
    String path = entry.act().path();
    if (path != null && (path.startsWith("/my") || path.startsWith("/practice/"))) {
      return t.text("access.from.page");
    }
    return client == null || client.equals(entry.agent().name())
        ? null
        : t.text("access.from.application", names.application(client));
  }

  private String what(Line line) {
    return kind.inWords(line.entry(), failed(line));
  }

  private String whoIsIt(Entry entry) {
    return reader.equals(entry.agent().subject()) ? t.text("access.you") : who(entry.agent());
  }

  private String who(Entry.Agent agent) {
    if ("system".equals(agent.role())) {
      return t.text("access.service");
    }
    String name = agent.name();
    return name == null || name.isBlank() ? t.text("access.unknown") : name;
  }

  private @Nullable String capacity(Entry entry) {
    String role = entry.agent().role();
    if (role == null || !ROLES.contains(role)) {
      return null;
    }
    String practice = entry.where().practice();
    String inWords = t.text("role." + role);
    // A refused stranger asked through the practice's address; that does not make them one of its
    // people
    return practice == null || !entry.permitted()
        ? inWords
        : t.text("role.at", inWords, names.practice(practice));
  }

  private static @Nullable String emergency(Entry entry) {
    Entry.Purpose purpose = entry.purpose();
    return purpose != null && purpose.code().equals("BTG") ? purpose.statedReason() : null;
  }

  private @Nullable String host(@Nullable String id) {
    if (id == null) {
      return null;
    }
    return onPremise.contains(id) ? t.text("access.atPractice") : names.hostName(id);
  }

  private String inShort(Line line) {
    if (cutOff(line)) {
      return t.text("last.cut", what(line));
    } else if (unsure(line)) {
      return t.text("last.unsure", what(line));
    }
    return failed(line) ? t.text("last.failed", what(line)) : what(line);
  }

  /** That it came to nothing, or may have, or to less than was asked for; null when it did not. */
  static @Nullable String shortfall(Messages t, Line line) {
    if (cutOff(line)) {
      return t.text("access.cut");
    } else if (unsure(line)) {
      return t.text("access.unsure");
    }
    return failed(line) ? t.text("access.failed") : null;
  }

  private static boolean failed(Line line) {
    Outcome outcome = line.outcome();
    return line.entry().permitted() && outcome != null && outcome.status() >= 400 && !cutOff(line);
  }

  /**
   * A change that was sent and came to no good end: the host may have made it, and nobody knows.
   */
  private static boolean unsure(Line line) {
    Outcome outcome = line.outcome();
    return line.entry().permitted()
        && outcome != null
        && CHANGES.contains(line.entry().act().interaction())
        && (outcome.ending().equals(Outcome.UNKNOWN)
            || (outcome.ending().equals("failed")
                && (outcome.status() == 408 || outcome.status() >= 500)));
  }

  /** Whoever asks decides how much has arrived by then: that is not nothing. */
  private static boolean cutOff(Line line) {
    Outcome outcome = line.outcome();
    return line.entry().permitted() && outcome != null && outcome.ending().equals(CUT_OFF);
  }
}
