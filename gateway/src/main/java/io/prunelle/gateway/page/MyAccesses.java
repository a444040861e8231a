// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Concluding;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.History;
import io.prunelle.gateway.journal.History.Count;
import io.prunelle.gateway.journal.History.Found;
import io.prunelle.gateway.journal.History.Person;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.view.AccessSearch;
import io.prunelle.gateway.page.view.Accesses;
import io.prunelle.gateway.page.view.Views;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code GET /my/accesses}: all accesses to my record, to look through. */
final class MyAccesses {

  private static final int MONTHS = 12;

  /** More than a page: a patient's own readings of the list are folded together. */
  private static final int FETCH = 200;

  /**
   * One archive of one's own may be thousands of lines, and is one on the page: within a window of
   * the journal it is looked on behind them.
   */
  private static final int MOST_LOOKS = History.WINDOW / FETCH;

  private final ConsentLedger ledger;
  private final Placements placements;
  private final AccessDownload.Source journal;
  private final AccessSearches searches;
  private final Reporting reporting;
  private final UnusualAccesses unusual;
  private final Views views;
  private final Replies replies;
  private final Clock clock;

  MyAccesses(
      ConsentLedger ledger,
      Placements placements,
      AccessDownload.Source journal,
      AccessSearches searches,
      Reporting reporting,
      UnusualAccesses unusual,
      Views views,
      Replies replies,
      Clock clock) {
    this.ledger = ledger;
    this.placements = placements;
    this.journal = journal;
    this.searches = searches;
    this.reporting = reporting;
    this.unusual = unusual;
    this.views = views;
    this.replies = replies;
    this.clock = clock;
  }

  Future<Void> show(Visit visit) {
    Entry reading = AccessReading.reading(visit);
    long begun = System.nanoTime();
    // The hostings lend the names of hosts and practices; reading the journal is an entry, which a
    // page that then fails should not leave
    return ledger
        .hostings(visit.bearer(), visit.language().tag())
        .compose(
            hostings ->
                journal
                    .begin(reading)
                    .compose(
                        id ->
                            Concluding.of(
                                search(visit, reading, id),
                                () -> since(begun),
                                search -> completed(search, begun),
                                outcome -> journal.end(id, outcome)))
                    .map(
                        search -> {
                          replies.html(
                              visit.context(),
                              search.wrong().isEmpty() ? 200 : 400,
                              views.accesses(
                                  visit.language(),
                                  visit.reader(),
                                  search,
                                  hostings,
                                  placements.elsewhere(visit, hostings)));
                          return null;
                        }));
  }

  private Future<AccessSearch> search(Visit visit, Entry reading, UUID id) {
    UUID before = Paths.before(visit.context()).orElse(null);
    return searches
        .source()
        .people(id, visit.patient())
        .compose(
            people -> {
              AccessForm form = searches.form(visit, people);
              if (!form.wrong().isEmpty()) {
                return Future.succeededFuture(shown(visit, people, form, List.of(), null));
              }
              return months(visit, id, before, form)
                  .compose(
                      months ->
                          look(
                                  new Look(id, form.selection(visit), folding(reading).begin()),
                                  before)
                              .compose(found -> reporting.marked(visit, found))
                              .compose(found -> unusual.marked(visit, found))
                              .map(found -> shown(visit, people, form, months, found)));
            });
  }

  /**
   * With the list from its beginning alone: further back they are what they were. Where counting
   * takes too long, the list comes without.
   */
  private Future<List<AccessSearch.Month>> months(
      Visit visit, UUID id, @Nullable UUID before, AccessForm form) {
    if (before != null || !form.given().isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    YearMonth last = YearMonth.from(clock.instant().atZone(Views.ZONE));
    List<YearMonth> months =
        IntStream.rangeClosed(1 - MONTHS, 0).mapToObj(last::plusMonths).toList();
    List<Instant> times = new ArrayList<>(months.stream().map(MyAccesses::begin).toList());
    times.add(begin(last.plusMonths(1)));
    return searches
        .source()
        .counts(id, visit.patient(), visit.caller().subject(), times)
        .map(
            counts ->
                IntStream.range(0, counts.size())
                    .mapToObj(i -> month(months.get(i), counts.get(i)))
                    .toList())
        .recover(failed -> Future.succeededFuture(List.of()));
  }

  private static AccessSearch.Month month(YearMonth month, Count count) {
    return new AccessSearch.Month(month, count.accesses(), count.more());
  }

  private static Instant begin(YearMonth month) {
    return month.atDay(1).atStartOfDay(Views.ZONE).toInstant();
  }

  private static Folding folding(Entry reading) {
    return new Folding(reading, AccessReading.PAGE);
  }

  /**
   * What a page is filled by.
   *
   * @param reading id of the entry that says so
   */
  private record Look(UUID reading, Selection selection, Folding.Page page) {}

  private Future<Accesses> look(Look look, @Nullable UUID before) {
    return searches
        .source()
        .search(look.reading(), look.selection(), before, FETCH)
        .compose(found -> taken(look, found, MOST_LOOKS));
  }

  /** Further looks end where the first one does, however much of it is left out. */
  private Future<Accesses> taken(Look look, Found found, int left) {
    Folding.Page page = look.page();
    page.take(found.lines());
    boolean cut = found.lines().size() == FETCH;
    UUID last = page.last();
    if (cut && last != null && !page.isComplete() && left > 1) {
      return searches
          .source()
          .further(look.reading(), look.selection(), last, found.onTo(), FETCH)
          .compose(next -> taken(look, next, left - 1));
    }
    Accesses end = page.end(cut);
    return Future.succeededFuture(
        end.older() == null ? new Accesses(end.lines(), found.onTo()) : end);
  }

  private static AccessSearch shown(
      Visit visit,
      List<Person> people,
      AccessForm form,
      List<AccessSearch.Month> months,
      @Nullable Accesses found) {
    return new AccessSearch(
        Paths.here(visit.context()),
        people.stream()
            .filter(person -> !person.subject().equals(visit.caller().subject()))
            .map(
                person ->
                    new AccessSearch.Person(
                        AccessForm.key(visit.patient(), person.subject()),
                        person.name(),
                        person.practice()))
            .toList(),
        form.given(),
        form.wrong(),
        form.query(),
        Paths.before(visit.context()).isPresent(),
        months,
        found);
  }

  private static Outcome completed(AccessSearch search, long begun) {
    return new Outcome(search.wrong().isEmpty() ? 200 : 400, 0, since(begun), "completed");
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
