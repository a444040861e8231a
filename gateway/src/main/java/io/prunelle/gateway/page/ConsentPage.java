// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.audit.AuditEvents;
import io.prunelle.gateway.audit.Looking;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.erasure.Certificates;
import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.KeptRecords;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.journal.History;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.PracticeLedger;
import io.prunelle.gateway.page.login.AccessTokens;
import io.prunelle.gateway.page.login.ActingFor;
import io.prunelle.gateway.page.login.Cookies;
import io.prunelle.gateway.page.login.DownloadPass;
import io.prunelle.gateway.page.login.FormAuthors;
import io.prunelle.gateway.page.login.KeptAnswers;
import io.prunelle.gateway.page.login.Notes;
import io.prunelle.gateway.page.login.PaperPass;
import io.prunelle.gateway.page.login.SignIn;
import io.prunelle.gateway.page.pdf.PdfPrinter;
import io.prunelle.gateway.page.takeout.RecordReader;
import io.prunelle.gateway.page.takeout.Takeouts;
import io.prunelle.gateway.page.view.Called;
import io.prunelle.gateway.page.view.DecisionViews;
import io.prunelle.gateway.page.view.DoctorViews;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Reportable;
import io.prunelle.gateway.page.view.Views;
import io.prunelle.gateway.purpose.Openings;
import io.prunelle.gateway.rate.RateLimit;
import io.prunelle.gateway.report.Reports;
import io.prunelle.gateway.token.Tokens;
import io.prunelle.gateway.unusual.Notices;
import io.prunelle.gateway.verification.Proofs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The door of this package: the patient's page and everything under it, and a practice's pages. */
public final class ConsentPage implements Part {

  /**
   * Bytes of a form, and of each field in it. An objection's reason has up to 4,000 characters, a
   * report 2,000; UTF-8 writes a character in up to three bytes, and a form each of them in three.
   */
  public static final int LARGEST_FORM = 48 * 1024;

  /** Under the issuer: where Keycloak shows people their sessions, and lets them end any. */
  private static final String SESSIONS = "/account/account-security/device-activity";

  private final Router router;
  private final SignIn signIn;
  private final Takeouts takeouts;

  /**
   * The page of one gateway.
   *
   * @param http towards the realm
   * @param pool where sessions are kept
   */
  public ConsentPage(
      Vertx vertx,
      Settings settings,
      WebClient http,
      Pool pool,
      Tokens tokens,
      Consents consents,
      Hosts hosts,
      Journal journal,
      Proofs proofs,
      Openings openings,
      Notices notices,
      RecordReader records,
      Moves moves,
      ChangesOfDoctor changes) {
    this(
        vertx,
        settings,
        http,
        pool,
        tokens,
        Binding.of(consents),
        new Placements(hosts, Clock.systemUTC()),
        journal,
        proofs::of,
        new AccessReading(journal, new History(pool)),
        new AccessSearches(AccessSearches.Source.of(new History(pool))),
        (ledger, notes, replies) ->
            new Emergencies(
                openings, new KeptRecords(pool), served(settings), ledger, notes, replies),
        (notes, replies) -> new UnusualAccesses(notices, notes, replies),
        new Takeouts(vertx, pool, settings.page()),
        records,
        AccessDownload.Source.of(journal),
        moves,
        changes);
  }

  /** A seam for tests. */
  @FunctionalInterface
  interface EmergenciesOf {
    Emergencies with(ConsentLedger ledger, SaidNotes notes, Replies replies);
  }

  ConsentPage(
      Vertx vertx,
      Settings settings,
      WebClient http,
      Pool pool,
      Tokens tokens,
      Binding binding,
      Placements placements,
      Journal journal,
      Function<UUID, Future<Optional<Buffer>>> proofs,
      AccessReading accesses,
      AccessSearches searches,
      EmergenciesOf emergencies,
      BiFunction<SaidNotes, Replies, UnusualAccesses> unusual,
      Takeouts takeouts,
      RecordReader records,
      AccessDownload.Source reading,
      Moves moves,
      ChangesOfDoctor changes) {
    Clock clock = Clock.systemUTC();
    Assets assets = new Assets();
    Reportable reportable = new Reportable(served(settings)::contains);
    Views views =
        new Views(
            assets.links().sessions(settings.token().issuer() + SESSIONS),
            Called.of(settings),
            reportable,
            settings.journal().retention(),
            clock);
    Cookies cookies = new Cookies(settings.publicUrl());
    this.signIn = new SignIn(vertx, settings, http, pool, verifier(tokens), clock);
    Visitors visitors = new Visitors(signIn);
    SaidNotes notes = new SaidNotes(new Notes(cookies, settings.page().secrets()));
    Languages languages = new Languages(cookies);
    ActingFor actingFor = new ActingFor(cookies, settings.page().secrets());
    Replies replies = new Replies(views, languages, signIn, visitors, actingFor);
    FormAuthors authors = new FormAuthors(settings.page().secrets(), clock);
    PaperPass pass = new PaperPass(cookies, authors);
    FairShare share = new FairShare(rate(settings));
    StrongSignIn strong = new StrongSignIn(signIn, replies, settings.page().practiceAcr());
    Visits visits = new Visits(signIn, languages, replies, actingFor, authors, share, strong);
    RateLimit returns = rate(settings);
    Looking looking = new Looking(journal);
    ProofDownload proven = new ProofDownload(looking, proofs, replies);
    ConsentLedger ledger = new ConsentLedger(http, settings.token().issuer().toString());
    Offices offices = new Offices(served(settings)::contains, new AccessPolicy(clock));
    Patients patients = new Patients(visits, ledger, actingFor, offices, views, replies, clock);
    Emergencies told = emergencies.with(ledger, notes, replies);
    UnusualAccesses notices = unusual.apply(notes, replies);
    MailChoice mail = new MailChoice(ledger, notes, replies);
    Reports reports = new Reports(pool);
    KeptForms written =
        new KeptForms(
            new KeptAnswers(pool, KeptAnswers.Kind.REPORT, cookies, settings.page().secrets()));
    Reporting reporting =
        new Reporting(
            looking, journal, reports, reportable, ledger, written, notes, views, replies);
    MyCertificates certificates =
        new MyCertificates(new Certificates(pool), ledger, reading, views, replies);
    MyAccesses all =
        new MyAccesses(
            ledger, placements, reading, searches, reporting, notices, views, replies, clock);
    PdfPrinter printer = new PdfPrinter(vertx);
    AccessDownload download =
        new AccessDownload(reading, searches, new AuditEvents(settings), ledger, views);
    AccessPrint print = new AccessPrint(ledger, download, views, printer, replies);
    ClosedHosts closed = new ClosedHosts(moves);
    FreshSignIn fresh = new FreshSignIn(signIn, strong, settings.page().decisionMaxAge(), clock);
    KeptAnswers kept =
        new KeptAnswers(pool, KeptAnswers.Kind.OWN, cookies, settings.page().secrets());
    Turning turning = new Turning(actingFor);
    MyHandovers handovers = new MyHandovers(changes, takeouts, certificates);
    Situations situations = new Situations(closed, placements, moves, handovers, clock);
    Receipts receipts = new Receipts(ledger, replies);
    MyDecisions decided = new MyDecisions(ledger, new DecisionViews(views), replies);
    ReadAnswers answers = new ReadAnswers(pool, notes, replies);
    Home home =
        new Home(
            ledger,
            placements,
            accesses,
            told,
            notices,
            mail,
            reporting,
            answers,
            kept,
            certificates,
            moves,
            closed,
            handovers,
            offices,
            notes,
            views,
            replies);
    Recording recording =
        new Recording(ledger, binding, kept, closed, placements, home, notes, replies);
    Confirming confirming =
        new Confirming(kept, fresh, recording, ledger, situations, turning, views, replies);
    Answering answering = new Answering(fresh, recording, confirming, home, replies);
    MyData data =
        new MyData(
            takeouts,
            records,
            ledger,
            new KnownPractices(ledger, new KeptRecords(pool), changes, served(settings)),
            placements,
            reading,
            new HeldChapters(pool, settings, reports, changes, moves, answers),
            handovers,
            fresh,
            new DownloadPass(cookies, settings.page().secrets()),
            views,
            replies);
    MyDoctor doctor =
        new MyDoctor(
            changes,
            handovers,
            placements,
            ledger,
            new KeptAnswers(pool, KeptAnswers.Kind.DOCTOR, cookies, settings.page().secrets()),
            fresh,
            turning,
            new DoctorNotes(new Notes(cookies, settings.page().secrets())),
            new DoctorViews(views),
            replies);
    this.takeouts = takeouts;
    SameOrigin sameOrigin = new SameOrigin(settings.publicUrl());
    Forms forms = new Forms(sameOrigin, visitors, actingFor, replies);

    this.router = Router.router(vertx);
    router.route().handler(new RequestIds());
    router
        .route()
        .handler(
            new SecurityHeaders(
                settings.publicUrl(), settings.token().issuer(), settings.page().signInOrigins()));
    router.get(Assets.PATH + "*").handler(assets);
    router.get().handler(new Taken(vertx, settings.clients().answerTimeout()));
    router.get().handler(languages);
    router.get("/").handler(context -> Redirect.to(context, Paths.HOME));
    router.get(Paths.HOME).handler(patients.only(home::show));
    router.get(Paths.ACCESSES).handler(patients.only(all::show));
    router.get(Paths.ACCESSES_CSV).handler(patients.only(download::csv));
    router.get(Paths.ACCESSES_PDF).handler(patients.only(print::pdf));
    router.get(Paths.ACCESSES_JSON).handler(patients.only(download::json));
    router.get(Paths.ACCESSES_FHIR).handler(patients.only(download::fhir));
    router.get(Paths.ACCESSES + Paths.PROOF).handler(patients.only(proven::own));
    router.get(Paths.ACCESSES + Paths.REPORT).handler(patients.only(reporting::ask));
    OfficeSignIn office =
        new OfficeSignIn(
            new KeptForms(
                new KeptAnswers(pool, KeptAnswers.Kind.OFFICE, cookies, settings.page().secrets())),
            fresh);
    PracticeLedger practiceLedger = new PracticeLedger(http, settings.token().issuer().toString());
    NamedPatients named = new NamedPatients(practiceLedger);
    OfficeNotes done = new OfficeNotes(new Notes(cookies, settings.page().secrets()));
    PracticePages practices =
        new PracticePages(
            settings, journal, looking, reports, proven, named, done, office, visits, views,
            replies, clock);
    practices.mount(router);
    OfficePages officers =
        new OfficePages(
            settings,
            journal,
            reports,
            changes,
            closed,
            practiceLedger,
            binding,
            named,
            done,
            office,
            pass,
            printer,
            visits,
            views,
            replies,
            clock);
    officers.mount(router);
    router.get(Paths.DECISIONS).handler(patients.only(decided::show));
    router.get(Paths.RECEIPT + ".html").handler(patients.only(receipts::page));
    router.get(Paths.RECEIPT + ".jwt").handler(patients.only(receipts::signed));
    TransferPages transfers =
        new TransferPages(
            settings, moves, journal, named, done, fresh, visits, views, replies, clock);
    transfers.mount(router);
    router.get(Paths.CONFIRM).handler(patients.only(confirming::show));
    router.get(Paths.CERTIFICATES + "/:certificate").handler(patients.only(certificates::show));
    router.get(Paths.DOCTOR).handler(patients.only(doctor::show));
    router.get(Paths.DATA).handler(patients.only(data::show));
    router.get(Paths.DATA + "/:archive").handler(patients.only(data::download));
    router.get(SignIn.CALLBACK).handler(context -> completed(context, returns, signIn, replies));
    router.get(SignIn.SIGNED_OUT).handler(context -> signedOut(context, visitors, replies));
    LateForms late = new LateForms(sameOrigin, authors, pass, share, signIn, languages, replies);
    router.post().handler(new Arrival(vertx, settings.clients().bodyTimeout(), replies));
    officers.mountScans(router, new ScanUpload(sameOrigin, replies), late, forms);
    router.post().handler(BodyHandler.create(false).setBodyLimit(LARGEST_FORM));
    router.post(Paths.BACK_CHANNEL).handler(new BackChannelLogout(signIn));
    router.post(Paths.DECISIONS).handler(late.into(kept, Answering::late));
    router.post(Paths.ACCESSES + Paths.REPORT).handler(late.into(written.store(), Reporting::late));
    practices.mountLate(router, late);
    officers.mountLate(router, late);
    router
        .post(Paths.SIGN_OUT)
        .handler(forms::ofAnybody)
        .handler(context -> signOut(context, visitors, replies));
    router.post().handler(forms);
    practices.mountForms(router);
    officers.mountForms(router);
    transfers.mountForms(router);
    router.post(Paths.ACCESSES + Paths.REPORT).handler(patients.only(reporting::file));
    router
        .post(Paths.FOR)
        .handler(
            patients.only(visit -> doctor.leave(visit).compose(left -> patients.choose(visit))));
    router.post(Paths.DECISIONS).handler(patients.only(answering::answer));
    router.post(Paths.CONFIRM).handler(patients.only(confirming::answer));
    router.post(Paths.EMERGENCIES).handler(patients.inPerson(visit -> told.read(visit, notices)));
    router.post(Paths.UNUSUAL).handler(patients.inPerson(notices::see));
    router.post(Paths.READ).handler(patients.only(answers::read));
    router.post(Paths.MAIL).handler(patients.inPerson(mail::choose));
    router.post(Paths.DOCTOR).handler(patients.only(doctor::send));
    router.post(Paths.DATA).handler(patients.only(data::prepare, MyData.DECISIONS));
    router.post(Paths.DATA_DELETE).handler(patients.only(data::delete));
    router.route().handler(context -> replies.plain(context, 404, Plain.NOT_FOUND));
    router.route().failureHandler(context -> failed(context, replies));
  }

  @Override
  public Future<?> start() {
    return signIn.start().compose(started -> takeouts.start());
  }

  @Override
  public Future<?> stop() {
    return takeouts.stop().eventually(signIn::stop);
  }

  /**
   * Everything at and under {@code /my} and {@code /practice}; other addresses get a page that says
   * so.
   */
  public Router router() {
    return router;
  }

  private static Set<String> served(Settings settings) {
    return settings.practices().stream().map(Practice::id).collect(Collectors.toUnmodifiableSet());
  }

  private static AccessTokens verifier(Tokens tokens) {
    return tokens::verify;
  }

  /** As often as callers with a token may ask. */
  private static RateLimit rate(Settings settings) {
    return new RateLimit(settings.clients().perSecond(), settings.clients().burst());
  }

  /** Nobody is known yet but by their address; each return is a request to the realm. */
  private static void completed(
      RoutingContext context, RateLimit returns, SignIn signIn, Replies replies) {
    SocketAddress from = context.request().remoteAddress();
    returns
        .admit(from == null ? "" : String.valueOf(from.hostAddress()))
        .compose(admitted -> signIn.complete(context.request()))
        .onSuccess(back -> Redirect.to(context, back))
        .onFailure(failure -> replies.failed(context, failure));
  }

  private void signOut(RoutingContext context, Visitors visitors, Replies replies) {
    visitors
        .of(context)
        // The form was of a session: it was there a moment ago
        .compose(session -> signIn.signOut(context.request(), session.orElseThrow()))
        .onSuccess(provider -> Redirect.to(context, provider))
        .onFailure(failure -> replies.failed(context, failure));
  }

  /** Whoever sends a link to it makes nobody who is signed in think that they are not. */
  private static void signedOut(RoutingContext context, Visitors visitors, Replies replies) {
    visitors
        .of(context)
        .onSuccess(
            session -> {
              if (session.isPresent()) {
                Redirect.to(context, Paths.HOME);
              } else {
                replies.plain(context, 200, Plain.SIGNED_OUT);
              }
            })
        .onFailure(failure -> replies.failed(context, failure));
  }

  private static void failed(RoutingContext context, Replies replies) {
    int status = context.statusCode();
    if (context.failure() == null || (status >= 400 && status < 500)) {
      replies.plain(context, status, Plain.NOT_VERIFIED);
    } else {
      replies.failed(context, context.failure());
    }
  }
}
