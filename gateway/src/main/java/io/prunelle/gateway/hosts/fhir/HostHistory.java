// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.HOST_REFUSED;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.TOO_LARGE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;
import static io.prunelle.gateway.hosts.fhir.HostDialogue.smaller;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.VersionsPage.PastVersion;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a host tells of what has happened on it (FHIR R4, http.html#history), a page at a time. */
public final class HostHistory {

  /** Beyond this a record is read again as a whole: names of so many are not kept. */
  private static final int MOST_VERSIONS = 10_000;

  /** How often it is read at most where versions may have slipped from one page to another. */
  private static final int READINGS = 5;

  /** Among so many versions one says when it was written. */
  private static final int LATEST = 50;

  /** It tells less of what has happened than it says, or at greater length than can be read. */
  private static final Set<TransferFailure.Reason> UNTOLD =
      Set.of(TOO_LARGE, HOST_REFUSED, UNREADABLE);

  // FHIR R4, datatypes.html#id
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

  /**
   * What a reading has shown.
   *
   * @param total how many versions the host has counted; 0 where it does not
   * @param names of all of them
   */
  public record Told(Instant since, int total, Set<String> names) {}

  private final HostDialogue dialogue;
  private final int pageSize;

  HostHistory(HostDialogue dialogue, int pageSize) {
    this.dialogue = dialogue;
    this.pageSize = pageSize;
  }

  /**
   * When the host was written to last, by the clock that stamps what is written: any other may be
   * ahead of it. Null when it does not say.
   */
  public Future<@Nullable Instant> latest() {
    return latest(1)
        .compose(
            latest ->
                // A deletion need not bear a time; that of what came before it is early enough
                latest == null ? latest(LATEST) : Future.succeededFuture(latest));
  }

  private Future<@Nullable Instant> latest(int count) {
    return dialogue
        .page("_history?_count=" + count, count, HostDialogue.whole(HistoryPage::of))
        .map(HistoryPage::latest)
        .recover(failure -> unlessTold(failure, null));
  }

  /**
   * What has happened on the whole host since then. Fails with {@link TransferFailure} when it is
   * too much to be followed, or may have slipped from one page to another while it was read.
   */
  public Future<Told> since(Instant since, Function<List<HistoryPage.Version>, Future<?>> each) {
    return since(since, pageSize, each);
  }

  /**
   * Whether all that has happened since was in a reading of more than a page, by what was the last,
   * and by how much there is where the host counts; where it does not, by a page of what was last.
   * A write whose time is before that of so many others is noticed before anything is erased.
   */
  public Future<Boolean> isStill(Told told) {
    if (told.names().size() <= pageSize) {
      return Future.succeededFuture(false);
    }
    int count = told.total() > 0 ? 1 : pageSize;
    return dialogue
        .page(address(told.since(), count), count, HostDialogue.whole(HistoryPage::of))
        .map(
            last ->
                last.total() == told.total()
                    && !last.versions().isEmpty()
                    && last.versions().stream()
                        .allMatch(version -> told.names().contains(version.name())))
        .recover(failure -> unlessTold(failure, false));
  }

  private static <T extends @Nullable Object> Future<T> unlessTold(Throwable failure, T otherwise) {
    return failure instanceof TransferFailure known && UNTOLD.contains(known.reason())
        ? Future.succeededFuture(otherwise)
        : Future.failedFuture(failure);
  }

  private static String address(Instant since, int count) {
    return "_history?_since=" + since.truncatedTo(ChronoUnit.SECONDS) + "&_count=" + count;
  }

  /** In smaller pages where some are too large to be held. */
  private Future<Told> since(
      Instant since, int count, Function<List<HistoryPage.Version>, Future<?>> each) {
    Set<String> seen = new HashSet<>();
    AtomicInteger total = new AtomicInteger();
    return Loop.from(
            READINGS,
            left ->
                reading(since, count, total, seen, each)
                    .map(
                        whole -> {
                          if (!whole && left == 1) {
                            throw new TransferFailure(UNREADABLE, "its pages shift all the time");
                          }
                          return whole ? null : left - 1;
                        }))
        .map(read -> new Told(since, total.get(), seen))
        .recover(smaller(count, fewer -> since(since, fewer, each)));
  }

  /**
   * Reads all pages once.
   *
   * @param total how many versions the host has counted at most
   * @param seen names of what readings have shown so far
   * @return whether nothing can have slipped from a page that was not read yet to one that was, as
   *     it does where a host removes versions meanwhile: the host has counted them, or there was
   *     one page, or nothing that an earlier reading had not shown
   */
  private Future<Boolean> reading(
      Instant since,
      int count,
      AtomicInteger total,
      Set<String> seen,
      Function<List<HistoryPage.Version>, Future<?>> each) {
    AtomicInteger pages = new AtomicInteger();
    int before = seen.size();
    String first = address(since, count);
    Trail trail = new Trail(first);
    return Loop.from(
            first,
            address ->
                dialogue
                    .page(address, count, HostDialogue.whole(HistoryPage::of))
                    .compose(
                        page -> {
                          pages.incrementAndGet();
                          page.versions().forEach(version -> seen.add(version.name()));
                          total.accumulateAndGet(page.total(), Math::max);
                          if (total.get() > MOST_VERSIONS || seen.size() > MOST_VERSIONS) {
                            throw new TransferFailure(UNREADABLE, "too much has happened");
                          }
                          return each.apply(page.versions())
                              .map(
                                  done ->
                                      dialogue.next(trail, page.versions().isEmpty(), page.next()));
                        }))
        .compose(shown -> HostDialogue.allShown(seen.size(), total.get()))
        .map(all -> total.get() > 0 || pages.get() == 1 || seen.size() == before);
  }

  /**
   * One version of a resource (FHIR R4, http.html#vread).
   *
   * @return empty if the host does not show it
   */
  public Future<Optional<Resource>> version(ResourceKey key, String version) {
    return VERSION.matcher(version).matches()
        ? dialogue.read(
            key + "/_history/" + version,
            answer ->
                HostDialogue.GONE.contains(answer.status())
                        || HostDialogue.NOT_OFFERED.contains(answer.status())
                    ? Optional.empty()
                    : Optional.of(HostDialogue.whole(Page::single).apply(answer)))
        : Future.succeededFuture(Optional.empty());
  }

  /**
   * The versions that the host has of a resource, each of them once.
   *
   * @param gone whether it need not have any
   * @return how many more it counts than it has shown; all, as far as that is known, if it refuses
   */
  public Future<Integer> versions(
      ResourceKey key, boolean gone, Function<List<PastVersion>, Future<?>> each) {
    return versions(key, gone, pageSize, new HashSet<>(), each);
  }

  private Future<Integer> versions(
      ResourceKey key,
      boolean gone,
      int count,
      Set<String> seen,
      Function<List<PastVersion>, Future<?>> each) {
    String first = key + "/_history?_count=" + count;
    return dialogue
        .page(first, count, answer -> Shown.of(answer, gone, count))
        .compose(
            shown ->
                shown.page() == null
                    ? Future.succeededFuture(shown.missing())
                    : versions(new Trail(first), shown.page(), count, seen, each))
        .recover(smaller(count, fewer -> versions(key, gone, fewer, seen, each)));
  }

  private Future<Integer> versions(
      Trail trail,
      VersionsPage first,
      int count,
      Set<String> seen,
      Function<List<PastVersion>, Future<?>> each) {
    AtomicInteger entries = new AtomicInteger();
    AtomicInteger total = new AtomicInteger();
    return Loop.from(
            first,
            page -> {
              entries.addAndGet(page.entries());
              total.accumulateAndGet(page.total(), Math::max);
              List<PastVersion> unseen =
                  page.versions().stream().filter(version -> seen.add(version.name())).toList();
              return each.apply(unseen)
                  .compose(
                      dealt -> {
                        String next = dialogue.next(trail, page.entries() == 0, page.next());
                        return next == null || seen.size() > MOST_VERSIONS
                            ? Future.succeededFuture(null)
                            : dialogue.page(next, count, HostDialogue.whole(versions(count)));
                      });
            })
        .map(shown -> Math.max(0, total.get() - entries.get()));
  }

  private static Function<Buffer, VersionsPage> versions(int count) {
    return body -> VersionsPage.of(body, count);
  }

  /**
   * The first page of a resource's versions.
   *
   * @param page null where the host shows none
   * @param missing how many it does not show then, as far as that is known
   */
  private record Shown(@Nullable VersionsPage page, int missing) {

    static Shown of(Exchange.Answer answer, boolean gone, int count) {
      if (HostDialogue.NOT_OFFERED.contains(answer.status())) {
        return new Shown(null, gone ? 0 : 1);
      } else if (gone && HostDialogue.GONE.contains(answer.status())) {
        return new Shown(null, 0);
      }
      return new Shown(HostDialogue.whole(versions(count)).apply(answer), 0);
    }
  }
}
