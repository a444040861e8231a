// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.prunelle.gateway.erasure.Certificate;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.page.ledger.Account;
import io.prunelle.gateway.page.ledger.Answer;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.takeout.Archive;
import io.prunelle.gateway.page.takeout.Begun;
import io.prunelle.gateway.page.takeout.Contents;
import java.time.Clock;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The door of this package: facts in, HTML in the reader's language out. */
public final class Views {

  /** Where the days and times of pages are. */
  public static final ZoneId ZONE = Dates.ZONE;

  /** So many accesses, and decisions, stand on the page from which all of them are a step away. */
  private static final int LAST = 3;

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Views.class.getClassLoader(), Views.class.getPackageName());
  private final Links links;
  private final Called called;
  private final Reportable reportable;
  private final Period kept;
  private final Clock clock;

  /**
   * Views over the compiled templates.
   *
   * @param reportable which accesses lead to where they can be reported
   * @param kept for how long accesses are kept at least; whole months
   */
  public Views(Links links, Called called, Reportable reportable, Period kept, Clock clock) {
    this.links = links;
    this.called = called;
    this.reportable = reportable;
    this.kept = kept;
    this.clock = clock;
  }

  /** {@code /my}. */
  public String home(Language language, Reader reader, HomeFacts facts) {
    Messages t = in(language);
    LocalDate today = new Dates(language).day(clock.instant());
    Names names = names(facts.hostings());
    Situation situation = facts.situation(todayInUtc());
    List<HostingCard> cards =
        new HostingCards(t, today, facts.read(), situation, reader.actsForAnother())
            .of(facts.hostings());
    WhereaboutsOf whereabouts =
        new WhereaboutsOf(t, names, cards, today, facts.handed(), situation);
    EmergencyRows told = new EmergencyRows(t, names, facts.unusual());
    List<EmergencyRow> emergencies = told.of(facts.emergencies());
    UnusualList unusual =
        new UnusualRows(t, names, reportable, reader.subject())
            .of(told.others(facts.emergencies()));
    AccessDays accesses = days(t, names, reader);
    SaidWords said = new SaidWords(t, names, facts, situation, cards);
    HandoverCards handovers =
        new HandoverCards(
            t,
            names,
            todayInUtc(),
            reader.actsForAnother(),
            practice -> !facts.departed().contains(practice));
    List<ReportRow> reports = ReportRow.of(facts.reports(), t, names, facts.read());
    return render(
        "home.jte",
        new HomeView(
            new Frame(t, links, title(t, reader), "/my", reader),
            said.message(),
            said.mistake(),
            new Needs(t, names, todayInUtc(), reader.actsForAnother())
                .of(facts.waiting(), emergencies, cards, unusual, reports, facts.handovers()),
            emergencies,
            facts.places().stream().map(whereabouts::place).toList(),
            accesses.last(facts.newest(), LAST),
            CertificateRow.of(facts.certificates(), t, names),
            cards,
            unusual,
            facts.mail(),
            reports,
            new DecisionRows(t, names, facts.hostings())
                .of(facts.decisions().stream().limit(LAST).toList()),
            facts.olderDecisions() || facts.decisions().size() > LAST,
            facts.handovers().stream()
                .filter(state -> state.handover().endedAt() == null)
                .map(handovers::of)
                .toList(),
            facts.departed().stream()
                .sorted()
                .map(practice -> t.text("where.departed", names.practice(practice)))
                .toList(),
            facts.elsewhere().stream()
                .sorted()
                .map(practice -> t.text("where.elsewhere", names.practice(practice)))
                .toList(),
            offices(t, facts.offices())));
  }

  private List<Need> offices(Messages t, List<String> practices) {
    return practices.stream()
        .map(id -> new Need(t.text("offices.open", called.practice(id)), "/practice/" + id))
        .toList();
  }

  /** {@code /my}, of who is no patient but answers for practices. */
  public String offices(Language language, Reader reader, List<String> practices) {
    Messages t = in(language);
    return render(
        "offices.jte",
        new OfficesView(frame(t, t.text("offices.title"), "/my", reader), offices(t, practices)));
  }

  private static String title(Messages t, Reader reader) {
    String other = reader.other();
    return other == null ? t.text("home.title") : t.text("home.title.of", other);
  }

  /**
   * {@code /my/accesses}.
   *
   * @param elsewhere ids of practices of the patient whose accesses are not among these
   */
  public String accesses(
      Language language,
      Reader reader,
      AccessSearch search,
      List<Hosting> hostings,
      Set<String> elsewhere) {
    Messages t = in(language);
    Names names = names(hostings);
    return render(
        "accesses.jte",
        new AccessesViews(t, names, days(t, names, reader), accessLead(t, names, elsewhere))
            .of(frame(t, t.text("access.title"), search.path(), reader), search));
  }

  /**
   * Accesses as XHTML that needs nothing else, to be set as PDF.
   *
   * @param lines newest first
   * @param more whether there are others, older ones, which are left out
   * @param searched whether something was looked for
   */
  public String accessesPrint(
      Language language,
      Reader reader,
      List<Line> lines,
      boolean more,
      boolean searched,
      List<Hosting> hostings) {
    Messages t = in(language);
    AccessDays days = days(t, names(hostings), reader);
    String ward = reader.other();
    return render(
        "accessesprint.jte",
        new AccessesPrintView(
            t,
            t.text("access.print.of", ward == null ? reader.name() : ward),
            t.text("dossier.made", new Dates(language).date(today()), reader.name()),
            searched,
            more ? t.text("access.print.more", lines.size()) : null,
            days.of(lines)));
  }

  /** Accesses in words, for a spreadsheet. */
  public AccessTable accessTable(Language language, Reader reader, List<Hosting> hostings) {
    Messages t = in(language);
    return new AccessTable(t, days(t, names(hostings), reader));
  }

  /**
   * {@code /my/accesses/…/report}.
   *
   * @param words as they were sent
   * @param wrong why it was not taken; null while nothing is wrong
   */
  public String report(
      Language language,
      Reader reader,
      Line line,
      String words,
      @Nullable ReportMistake wrong,
      List<Hosting> hostings) {
    Messages t = in(language);
    Names names = names(hostings);
    AccessDay day = days(t, names, reader).of(List.of(line)).get(0);
    String practice = line.entry().where().practice();
    String path = AccessList.reportOf(line.id());
    return render(
        "report.jte",
        new ReportView(
            frame(t, t.text("report.title"), path, reader),
            AccessList.pathOf(line.id()),
            // Who was refused asked by a practice's address, which need not be theirs
            practice == null || !line.entry().permitted()
                ? t.text("report.lead")
                : t.text("report.lead.of", names.practice(practice)),
            day.heading(),
            day.rows().get(0),
            path,
            words,
            wrong == ReportMistake.SIGNED_IN ? t.text(wrong.key()) : null,
            wrong == null || wrong == ReportMistake.SIGNED_IN ? null : t.text(wrong.key())));
  }

  /**
   * {@code /my/data}.
   *
   * @param archive the one that was asked for last; null when there was none
   * @param refused why none is begun now; null when that was not asked for
   */
  public String data(
      Language language,
      Reader reader,
      @Nullable Archive archive,
      @Nullable Begun refused,
      List<Hosting> hostings) {
    Messages t = in(language);
    return render(
        "data.jte",
        new DataView(
            new Frame(t, links, t.text("data.title"), "/my/data", reader),
            archive == null ? null : new ArchiveWords(t, names(hostings)).of(archive),
            refused == null ? null : t.text("data.refused." + refused)));
  }

  /** The page that explains an archive, within it: nothing outside of it is needed to read it. */
  public String archive(
      Language language,
      Reader reader,
      Contents contents,
      List<Hosting> hostings,
      Gathered gathered) {
    Messages t = in(language);
    return render("archive.jte", IndexView.of(t, names(hostings), reader, contents, gathered));
  }

  /**
   * The page of an archive that says what the realm holds of an account, within it as well.
   *
   * @param reader whose account it is
   */
  public String account(Language language, Reader reader, Account account) {
    return render("account.jte", new AccountWords(in(language)).page(account, reader.name()));
  }

  /** {@code /my/certificates/…}. */
  public String certificate(
      Language language, Reader reader, Certificate certificate, List<Hosting> hostings) {
    Messages t = in(language);
    String path = CertificateRow.PATH + certificate.id();
    return render(
        "certificate.jte",
        CertificateView.of(
            t, names(hostings), frame(t, t.text("certificate.title"), path, reader), certificate));
  }

  /**
   * {@code /my/decisions/confirm}.
   *
   * @param handle by which the form names the answer
   * @param situation where the reader's records are
   * @return empty when the answer is none that can be given now
   */
  public Optional<String> confirm(
      Language language,
      Reader reader,
      Answer answer,
      String handle,
      List<Hosting> hostings,
      Situation situation) {
    Messages t = in(language);
    LocalDate today = new Dates(language).day(clock.instant());
    return new HostingCards(t, today, Set.of(), situation, reader.actsForAnother())
        .of(hostings).stream()
            .filter(card -> card.hosting().id().equals(answer.hosting()))
            .findFirst()
            .flatMap(
                card ->
                    card.choice(answer)
                        .map(
                            choice ->
                                new ConfirmView(
                                    frame(
                                        t,
                                        t.text("confirm.title"),
                                        "/my/decisions/confirm",
                                        reader),
                                    t.text("confirm.about", card.practice(), card.host()),
                                    choice,
                                    answer.reason().orElse(null),
                                    handle)))
            .map(view -> render("confirm.jte", view));
  }

  /**
   * A page that says one thing, to a patient or to whoever that may be.
   *
   * @param reader null while nobody is signed in
   */
  public String plain(Language language, @Nullable Reader reader, Plain plain) {
    return plain(language, reader, plain, "/my", null);
  }

  /**
   * A page that says why somebody was not let in, and leads to the same once more.
   *
   * @param back path that was asked for
   */
  public String again(Language language, Plain plain, String back) {
    Messages t = in(language);
    return plain(t, "plain." + plain, "/my", null, back);
  }

  private String plain(Messages t, String key, String path, @Nullable Reader reader, String back) {
    return render(
        "plain.jte",
        new PlainView(
            frame(t, t.text(key + ".title"), path, reader),
            t.text(key + ".text"),
            t.has(key + ".action") ? t.text(key + ".action") : null,
            back));
  }

  /**
   * A page that says one thing.
   *
   * @param reader null while nobody is signed in
   * @param here what was asked for, or {@code /my}
   * @param practice address of the page of the practice that it is about; null for none
   */
  public String plain(
      Language language,
      @Nullable Reader reader,
      Plain plain,
      String here,
      @Nullable String practice) {
    Messages t = in(language);
    String key = "plain." + plain;
    if (practice == null || plain.refuses()) {
      String back = plain.passes() ? here : "/my";
      String path = plain == Plain.SIGNED_OUT ? "/my/signed-out" : back;
      return plain(t, key, path, reader, back);
    }
    String form = plain.form();
    return render(
        "plain.jte",
        new PlainView(
            frame(t, t.text(key + ".title"), practice, reader),
            t.text(t.has(key + ".office") ? key + ".office" : key + ".text"),
            t.text(form == null ? "practice.back" : "paper.back"),
            form == null ? practice : practice + form));
  }

  private AccessDays days(Messages t, Names names, Reader reader) {
    return new AccessDays(t, names, called.onPremise(), reportable, reader.subject());
  }

  Names names(List<Hosting> hostings) {
    return new Names(hostings, called);
  }

  private String accessLead(Messages t, Names names, Set<String> elsewhere) {
    return Stream.concat(
            Stream.of(
                t.text(elsewhere.isEmpty() ? "access.lead" : "access.lead.here", accessesKept(t))),
            elsewhere.stream()
                .sorted()
                .map(practice -> t.text("access.elsewhere", names.practice(practice))))
        .collect(Collectors.joining(" "));
  }

  /** For how long accesses are kept at least. */
  String accessesKept(Messages t) {
    return months(t, kept.toTotalMonths());
  }

  /** A time in years where it is whole years. */
  static String months(Messages t, long months) {
    return months % 12 == 0
        ? t.text("access.kept.years", months / 12)
        : t.text("access.kept.months", months);
  }

  /** The same with what there is of days. */
  static String time(Messages t, Period time) {
    long rest = time.get(ChronoUnit.DAYS);
    if (rest == 0) {
      return months(t, time.toTotalMonths());
    }
    String days = t.text("time.days", rest);
    return time.toTotalMonths() == 0
        ? days
        : t.text("time.both", months(t, time.toTotalMonths()), days);
  }

  Called called() {
    return called;
  }

  /** The calendar day in France. */
  LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZONE);
  }

  /** The day by which terms go. */
  LocalDate todayInUtc() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  Frame frame(Messages t, String title, String path, @Nullable Reader reader) {
    return new Frame(t, links, title, path, reader);
  }

  Messages in(Language language) {
    return Messages.in(language);
  }

  String render(String template, Object view) {
    StringOutput html = new StringOutput(16_384);
    templates.render(template, view, html);
    return html.toString();
  }
}
