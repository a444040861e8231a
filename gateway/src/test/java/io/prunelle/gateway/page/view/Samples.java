// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.page.ledger.Answer;
import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.ledger.Mail;
import io.prunelle.gateway.page.takeout.Archive;
import io.prunelle.gateway.page.takeout.Contents;
import io.prunelle.gateway.page.takeout.Packed;
import io.prunelle.gateway.page.takeout.RecordOf;
import io.prunelle.gateway.report.Report;
import io.prunelle.gateway.unusual.Notice;
import io.prunelle.gateway.unusual.Notices;
import io.prunelle.gateway.unusual.Rule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A patient, a practice and a week of accesses, for tests and for the eye. */
public final class Samples {

  /** As the realm tells them; of the others, ids are shown. */
  static final PatientNames NAMES =
      new PatientNames(Map.of("p-2041", "Anne Martin", "p1", "Anne Martin", "p-4", "Léa Bernard"));

  static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final Links LINKS =
      new Links("pico.css", "page.css", "mark.svg").sessions("https://realm.example/sessions");
  static final Reader READER = new Reader("user-1", "Camille Roussel", "csrf-token");

  static final Reader GUARDIAN =
      new Reader(
          "user-9",
          "Odile Garnier",
          "csrf-token",
          "",
          Acting.of(Map.of("p1", "Paul Garnier", "p2", "Rose Garnier"), "p1", true));

  static final Reportable REPORTABLE = new Reportable("cabinet-des-lilas"::equals);

  private Samples() {}

  static Views views() {
    return new Views(
        LINKS,
        new Called(
            Set.of("cabinet"),
            Map.of(
                "cabinet-des-lilas", "Cabinet des Lilas",
                "cabinet-de-la-gare", "Cabinet de la Gare",
                "cabinet-du-port", "Cabinet du Port"),
            Map.of("nuage-sante", "Nuage Santé SAS"),
            Map.of("demo-app", "Mon logiciel de cabinet")),
        REPORTABLE,
        Period.ofYears(3),
        CLOCK);
  }

  static HomeFacts home(Place place, List<Line> newest, Hosting... hostings) {
    return new HomeFacts(
        List.of(place),
        List.of(hostings),
        newest,
        List.of(),
        List.of(),
        nothingUnusual(),
        Mail.UNKNOWN,
        Optional.empty());
  }

  public static Notices.Told nothingUnusual() {
    return new Notices.Told(List.of(), false, List.of(), 12);
  }

  /** What the list of accesses has as well. */
  static Notices.Told unusual() {
    return new Notices.Told(
        List.of(
            notice(2, "Dr Inès Garnier", false, Rule.NEW_PRACTITIONER, Rule.EMERGENCY),
            notice(31, "Marc Tissot", false, Rule.NEW_PRACTICE)),
        true,
        List.of(notice(90, "Laboratoire du Pont", true, Rule.NEW_PRACTITIONER)),
        12);
  }

  static Notice notice(int hoursAgo, String name, boolean seen, Rule... rules) {
    return new Notice(
        new UUID(0, hoursAgo),
        NOW.minus(Duration.ofHours(hoursAgo)),
        "cabinet-des-lilas",
        "u-" + hoursAgo,
        name,
        "practitioner",
        Set.of(rules),
        seen);
  }

  static HomeFacts home(Hosting... hostings) {
    return home(onPremise(), List.of(), hostings);
  }

  static Place onPremise() {
    return new Place("cabinet-des-lilas", "cabinet", false, null);
  }

  static Place cloud() {
    return new Place("cabinet-des-lilas", "nuage-sante", true, NOW.minus(Duration.ofDays(30)));
  }

  /** An answer that waits to be confirmed, of each kind that there is. */
  static Stream<String> confirmPages(Language language) {
    Views views = views();
    return Stream.of(
            Map.entry("PERMIT", "EXPLICIT_CONSENT"),
            Map.entry("DENY", "EXPLICIT_CONSENT"),
            Map.entry("INFORMED", "INFORM_AND_OBJECT"),
            Map.entry("OBJECT", "INFORM_AND_OBJECT"))
        .map(
            kind ->
                views
                    .confirm(
                        language,
                        READER,
                        new Answer(
                            "cabinet-des-lilas@nuage-sante",
                            Answer.Kind.valueOf(kind.getKey()),
                            3,
                            "fr",
                            "sha-256:0",
                            Optional.empty(),
                            kind.getKey().equals("OBJECT")
                                ? Optional.of("Mon frère <i>y</i> travaille.")
                                : Optional.empty(),
                            0),
                        "handle",
                        List.of(
                            LedgerSamples.hosting(
                                LedgerSamples.json().put("legalBasis", kind.getValue()))),
                        Situation.UNKNOWN)
                    .orElseThrow());
  }

  static List<Decision> decisions() {
    return List.of(LedgerSamples.permit(), LedgerSamples.deny());
  }

  /** More than stand on one page. */
  static List<Decision> manyDecisions() {
    return Stream.iterate(26L, position -> position - 1)
        .limit(26)
        .map(
            position ->
                LedgerSamples.decided(
                    LedgerSamples.decision(position % 2 == 0 ? "PERMIT" : "WITHDRAW")
                        .put("position", position)))
        .toList();
  }

  /** The newest of many, and none that are older. */
  static Stream<String> decisionPages(Language language) {
    DecisionViews decisions = new DecisionViews(views());
    List<Hosting> hostings = List.of(LedgerSamples.hosting(Hosting.State.PERMIT));
    return Stream.of(
        decisions.page(
            language, READER, OptionalLong.empty(), manyDecisions().subList(0, 25), true, hostings),
        decisions.page(language, GUARDIAN, OptionalLong.of(2), List.of(), false, hostings));
  }

  static Accesses week() {
    return new Accesses(
        List.of(
            line(1, "user-1", "Camille Roussel", "patient", "journal-read", null, true, null),
            line(
                3,
                "u2",
                "Dr Anne Lemoine",
                "practitioner",
                "search-type",
                "Observation",
                true,
                200),
            line(
                4,
                "u2",
                "Dr Anne Lemoine",
                "practitioner",
                "create",
                "MedicationRequest",
                true,
                201),
            line(30, "u2", "Dr Anne Lemoine", "practitioner", "operation", "Patient", true, 200),
            line(31, "u3", "Marc Tissot", "practitioner", "read", "Patient", false, 403),
            line(33, "user-1", "Camille Roussel", "patient", "read", "Immunization", true, 200),
            line(55, "prunelle", "prunelle-gateway", "system", "transfer", null, true, 200),
            line(
                80,
                "u2",
                "Dr Anne Lemoine",
                "practitioner",
                "search-type",
                "Condition",
                true,
                503)),
        UUID.fromString("00000000-0000-7000-8000-000000000042"));
  }

  /** One that waits, one that was answered. */
  static List<Report> reports() {
    return List.of(
        new Report(
            new UUID(0, 1),
            new UUID(0, 3),
            "cabinet-des-lilas",
            "p1",
            NOW.minus(Duration.ofHours(3)),
            "Dr Anne Lemoine",
            "J’étais à l’étranger ce jour-là.\nQui est-ce ?",
            NOW,
            null,
            null),
        new Report(
            new UUID(0, 2),
            new UUID(0, 31),
            "cabinet-des-lilas",
            "p1",
            NOW.minus(Duration.ofHours(31)),
            null,
            "",
            NOW.minus(Duration.ofHours(30)),
            "Un remplaçant. Nous vous prions de nous excuser.",
            NOW));
  }

  /**
   * The pages of reports: of a patient, too much said; of a practice, one answered with nothing.
   */
  static Stream<String> reportPages(Language language) {
    Views views = views();
    return Stream.of(
        views.report(
            language,
            READER,
            week().lines().get(1),
            "",
            null,
            List.of(LedgerSamples.hosting(Hosting.State.PERMIT))),
        views.report(
            language,
            READER,
            week().lines().get(4),
            "trop long",
            ReportMistake.TOO_LONG,
            List.of()),
        new AuditViews(views)
            .reports(
                language,
                READER,
                "/practice/cabinet-des-lilas/reports",
                "/practice/cabinet-des-lilas/accesses",
                reports(),
                NAMES,
                Set.of(),
                new ReportReply(new UUID(0, 1), "", ReportReply.Wrong.WORDS),
                Optional.empty()),
        views.offices(language, READER, List.of("cabinet-des-lilas", "cabinet-de-la-gare")));
  }

  /** Further back, without looking for anything. */
  static AccessSearch further(String path) {
    return new AccessSearch(path, List.of(), Map.of(), Set.of(), "", true, List.of(), week());
  }

  /** Within one minute, by somebody else, or the same twice; one of them unusual. */
  private static Accesses alike() {
    Line first = line(3, "u2", "Dr Anne Lemoine", "practitioner", "read", "Patient", true, 200);
    Line other = line(3, "u3", "Marc Tissot", "practitioner", "read", "Patient", true, 200);
    List<Line> lines =
        Stream.of(first, first, other)
            .map(
                line ->
                    new Line(UUID.randomUUID(), line.recordedAt(), line.entry(), line.outcome()))
            .toList();
    return new Accesses(lines, null)
        .withUnusual(
            new Notices.Marks(Map.of(lines.get(2).id(), Set.of(Rule.NEW_PRACTITIONER)), 12));
  }

  /** Looked for in vain or with success, with mistakes, or everything. */
  static Stream<AccessSearch> searches() {
    List<AccessSearch.Person> people =
        List.of(
            new AccessSearch.Person("aa", "Dr Anne Lemoine", "cabinet-des-lilas"),
            new AccessSearch.Person("bb", null, null));
    List<AccessSearch.Month> months =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    new AccessSearch.Month(
                        YearMonth.of(2025, 12).plusMonths(i), 13L * i * i, i == 11))
            .toList();
    return Stream.of(
        new AccessSearch("/my/accesses", people, Map.of(), Set.of(), "", false, months, week()),
        new AccessSearch(
            "/my/accesses?person=aa",
            people,
            Map.of("person", "aa"),
            Set.of(),
            "?person=aa",
            false,
            List.of(),
            new Accesses(List.of(), null)),
        new AccessSearch(
            "/my/accesses?from=x&kind=y",
            people,
            Map.of("from", "x", "kind", "y"),
            Set.of("from", "kind", "to", "person"),
            "?from=x&kind=y",
            false,
            List.of(),
            null),
        new AccessSearch(
            "/my/accesses?kind=read",
            people,
            Map.of("kind", "read"),
            Set.of(),
            "?kind=read",
            false,
            List.of(),
            alike()));
  }

  static Line line(
      int hoursAgo,
      @Nullable String subject,
      @Nullable String name,
      @Nullable String role,
      String interaction,
      @Nullable String type,
      boolean permitted,
      @Nullable Integer status) {
    String path = "operation".equals(interaction) ? "Patient/p1/$everything" : null;
    return new Line(
        new UUID(0, hoursAgo),
        NOW.minus(Duration.ofHours(hoursAgo)),
        new Entry(
            "request-" + hoursAgo,
            new Entry.Agent(subject, name, role, "demo-app", "jti", "127.0.0.1"),
            new Entry.Act(interaction, type, null, null, "GET", path),
            new Entry.Where(
                "cabinet-des-lilas",
                "p1",
                "journal-read".equals(interaction) || !permitted ? null : "nuage-sante",
                null,
                null),
            permitted,
            permitted ? "consent-permit" : "other-practice"),
        status == null ? null : new Outcome(status, 100, Duration.ofMillis(5), "completed"));
  }

  /** One in each state, failed for each reason. */
  static Stream<Archive> archives() {
    return Stream.concat(
        Stream.of(Archive.State.values())
            .filter(state -> state != Archive.State.FAILED)
            .map(Samples::archive),
        Stream.of(Archive.Failure.values()).map(failure -> archive(Archive.State.FAILED, failure)));
  }

  static Archive archive(Archive.State state) {
    return archive(state, null);
  }

  private static Archive archive(Archive.State state, Archive.@Nullable Failure failure) {
    return new Archive(
        new UUID(0, 9),
        state,
        state == Archive.State.PREPARING ? "cabinet-des-lilas" : null,
        1_234,
        5_678_901,
        failure,
        NOW.plus(Duration.ofDays(7)));
  }

  /** Of an archive from which one record is missing. */
  static Contents contents() {
    return new Contents(
        NOW,
        List.of(
            new RecordOf(
                "cabinet-des-lilas",
                RecordOf.Ending.WHOLE,
                new TreeMap<>(Map.of("Observation", 1_230L, "Patient", 1L, "Basic", 3L)),
                12,
                2,
                2,
                new TreeSet<>(Set.of("List", "Provenance")),
                true),
            new RecordOf(
                "cabinet-du-port",
                RecordOf.Ending.NOT_PERMITTED,
                new TreeMap<>(),
                0,
                0,
                0,
                new TreeSet<>(),
                false)),
        List.of(
            new Packed("practices-and-hosts.json", 10, 1, "00"),
            new Packed("decisions.json", 10, 3, "00"),
            new Packed("receipts/7.html", 10, 1, "00"),
            new Packed("receipts/7.jws", 10, 1, "00"),
            new Packed("record/cabinet-des-lilas/Observation.ndjson", 10, 1_230, "00"),
            new Packed("accesses.json", 10, 44, "00"),
            new Packed("accesses.csv", 10, 44, "00")));
  }

  /** What its index has to say beside. */
  static Gathered gathered() {
    return Gathered.of(new Practices(Set.of(), Set.of()))
        .with(LedgerSamples.known(LedgerSamples.account()));
  }
}
