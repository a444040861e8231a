// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.login.DownloadPass;
import io.prunelle.gateway.page.takeout.Ask;
import io.prunelle.gateway.page.takeout.Begun;
import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.page.takeout.Download;
import io.prunelle.gateway.page.takeout.Owner;
import io.prunelle.gateway.page.takeout.RecordReader;
import io.prunelle.gateway.page.takeout.Takeouts;
import io.prunelle.gateway.page.view.Gathered;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Practices;
import io.prunelle.gateway.page.view.Views;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /my/data}: everything held about me, or whom I act for, in one archive. Whatever a request
 * names, it is of the session's own patient, or of a ward of whom the realm says so at each look
 * and each download: what a guardian had prepared before is not theirs any more when they are not.
 */
final class MyData {

  /** How long the patient's token is to hold when an archive is begun: decisions come first. */
  static final Duration DECISIONS = Duration.ofMinutes(1);

  private static final Pattern FILE =
      Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.zip");

  private final Takeouts takeouts;
  private final RecordReader records;
  private final ConsentLedger ledger;
  private final KnownPractices known;
  private final Placements placements;
  private final AccessDownload.Source journal;
  private final HeldChapters held;
  private final MyHandovers handovers;
  private final FreshSignIn fresh;
  private final DownloadPass pass;
  private final Views views;
  private final Replies replies;

  MyData(
      Takeouts takeouts,
      RecordReader records,
      ConsentLedger ledger,
      KnownPractices known,
      Placements placements,
      AccessDownload.Source journal,
      HeldChapters held,
      MyHandovers handovers,
      FreshSignIn fresh,
      DownloadPass pass,
      Views views,
      Replies replies) {
    this.takeouts = takeouts;
    this.records = records;
    this.ledger = ledger;
    this.known = known;
    this.placements = placements;
    this.journal = journal;
    this.held = held;
    this.handovers = handovers;
    this.fresh = fresh;
    this.pass = pass;
    this.views = views;
    this.replies = replies;
  }

  /** What is in it, and how it stands. */
  Future<Void> show(Visit visit) {
    return show(visit, 200, null);
  }

  private Future<Void> show(Visit visit, int status, @Nullable Begun refused) {
    return takeouts
        .latest(owner(visit))
        .compose(
            archive ->
                hostings(visit)
                    .map(
                        hostings -> {
                          replies.html(
                              visit.context(),
                              status,
                              views.data(
                                  visit.language(),
                                  visit.reader(),
                                  archive.orElse(null),
                                  refused,
                                  hostings));
                          return null;
                        }));
  }

  /** {@code POST /my/data}. */
  Future<Void> prepare(Visit visit) {
    return hostings(visit)
        .compose(
            hostings ->
                handovers
                    .lastDay(visit)
                    .compose(counts -> takeouts.ask(ask(visit, hostings, counts.orElse(null)))))
        .compose(
            begun ->
                switch (begun) {
                  // What there is shows how far it is
                  case STARTED, UNDER_WAY -> back(visit);
                  case TOO_OFTEN -> show(visit, 429, begun);
                  case BUSY, FULL -> show(visit, 503, begun);
                });
  }

  private Ask ask(Visit visit, List<Hosting> hostings, @Nullable LocalDate counts) {
    Set<String> own = visit.practices();
    AtomicReference<Gathered> gathered =
        new AtomicReference<>(Gathered.of(new Practices(Set.of(), own)));
    return new Ask(
        owner(visit),
        visit.patient(),
        placements.own(visit),
        records.as(visit.context().request(), visit.caller(), visit.ward()),
        first(visit, gathered),
        last(visit, hostings),
        contents ->
            views.archive(visit.language(), visit.reader(), contents, hostings, gathered.get()),
        counts);
  }

  /**
   * For which the patient's token is needed, and what takes no time.
   *
   * @param gathered is told what the archive has to say of it
   */
  private Chapter first(Visit visit, AtomicReference<Gathered> gathered) {
    Chapter account =
        new AccountChapter(
            ledger,
            visit.bearer(),
            told -> views.account(visit.language(), visit.reader(), told),
            told -> gathered.updateAndGet(all -> all.with(told)));
    Chapter decisions =
        new DecisionChapter(
            ledger,
            visit.bearer(),
            visit.language().tag(),
            told -> gathered.updateAndGet(all -> all.with(told)));
    Chapter others = held.of(visit);
    return sink ->
        account
            .into(sink)
            .compose(told -> decisions.into(sink))
            .compose(told -> known.of(visit))
            .compose(
                practices -> {
                  Practices named = new Practices(practices, visit.practices());
                  gathered.updateAndGet(all -> all.with(named));
                  return others.into(sink);
                });
  }

  private Chapter last(Visit visit, List<Hosting> hostings) {
    Chapter accesses =
        new AccessChapter(
            journal,
            AccessReading.reading(visit),
            visit.patient(),
            views.accessTable(visit.language(), visit.reader(), hostings));
    return sink -> stillGuardian(visit).compose(still -> accesses.into(sink));
  }

  /**
   * Whose guardianship ended while the record was read is given nothing. Where the token has
   * expired meanwhile this cannot be asked: then each look at it and each download does.
   */
  private Future<Void> stillGuardian(Visit visit) {
    String ward = visit.ward();
    return ward == null
        ? Future.succeededFuture()
        : ledger
            .wards(visit.accessToken())
            .map(wards -> wards.containsKey(ward))
            .otherwise(true)
            .compose(
                still ->
                    still
                        ? Future.succeededFuture()
                        : Future.failedFuture(
                            new Refusal.Forbidden("guardianship-ended").refused()));
  }

  /** {@code POST /my/data/delete}. */
  Future<Void> delete(Visit visit) {
    List<UUID> named = visit.named("archive");
    if (named.size() != 1) {
      replies.plain(visit.context(), 400, Plain.NOT_VERIFIED);
      return Future.succeededFuture();
    }
    return takeouts.delete(named.get(0), owner(visit)).compose(done -> back(visit));
  }

  /** {@code GET /my/data/ID.zip}: to who signed in of late, or goes on with what they began. */
  Future<Void> download(Visit visit) {
    Matcher file = FILE.matcher(String.valueOf(visit.context().pathParam("archive")));
    if (!file.matches()) {
      replies.plain(visit.context(), 404, Plain.NOT_FOUND);
      return Future.succeededFuture();
    }
    UUID id = UUID.fromString(file.group(1));
    HttpServerRequest request = visit.context().request();
    if (fresh.of(visit)) {
      pass.give(request, visit.session(), id.toString());
    } else if (!pass.holds(request, visit.session(), id.toString())) {
      return fresh.ask(visit, Paths.DATA);
    }
    return takeouts
        .download(id, owner(visit))
        .compose(found -> found.isPresent() ? send(visit, id, found.get()) : gone(visit, id));
  }

  /** In the same words for what was never there and what is somebody else's. */
  private Future<Void> gone(Visit visit, UUID id) {
    return takeouts
        .find(id, owner(visit))
        .map(Optional::isPresent)
        .map(
            own -> {
              replies.plain(
                  visit.context(), own ? 410 : 404, own ? Plain.ARCHIVE_GONE : Plain.NOT_FOUND);
              return null;
            });
  }

  /** Committed to the journal before a byte of it is sent. */
  private Future<Void> send(Visit visit, UUID id, Download download) {
    Ending ending = new Ending(visit.context());
    return journal
        .begin(taking(visit, id))
        .compose(
            entry ->
                download
                    .send(visit.context().request())
                    .transform(
                        (sent, failure) ->
                            ending.commit(failure, outcome -> journal.end(entry, outcome))));
  }

  private static Entry taking(Visit visit, UUID id) {
    Entry reading = AccessReading.reading(visit);
    return new Entry(
        reading.requestId(),
        reading.agent(),
        new Entry.Act("takeout", null, null, null, "GET", Paths.archive(id)),
        reading.where(),
        true,
        visit.ward() == null ? "own-archive" : "ward-archive");
  }

  /** Names only: without them, the page and the archive give ids. */
  private Future<List<Hosting>> hostings(Visit visit) {
    return ledger.hostings(visit.bearer(), visit.language().tag()).otherwise(List.of());
  }

  private static Owner owner(Visit visit) {
    return Owner.of(visit.caller().subject(), visit.patient());
  }

  private static Future<Void> back(Visit visit) {
    Redirect.to(visit.context(), Paths.DATA);
    return Future.succeededFuture();
  }
}
