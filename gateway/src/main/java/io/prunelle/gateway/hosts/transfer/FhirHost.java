// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.HOST_REFUSED;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.TOO_LARGE;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.transfer.Exchange.Answer;
import io.prunelle.gateway.hosts.transfer.VersionsPage.PastVersion;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the mover asks of a host: FHIR R4's reads, searches and updates with ids of its own; {@code
 * $everything}, transactions, histories and {@code $expunge} where the host has them. Answers are
 * taken a page at a time: the next is asked for when the one before has been dealt with.
 */
final class FhirHost {

  /** Deals with a page before the next is asked for. */
  interface Pages extends Function<List<Resource>, Future<?>> {}

  private static final int IDS_PER_SEARCH = 50;
  private static final int FETCHES_AT_ONCE = 4;

  /** Beyond this a record is read again as a whole: names of so many are not kept. */
  private static final int MOST_VERSIONS = 10_000;

  /** Among so many versions one says when it was written. */
  private static final int LATEST = 50;

  /** It tells less of what has happened than it says, or at greater length than can be read. */
  private static final Set<TransferFailure.Reason> UNTOLD =
      Set.of(TOO_LARGE, HOST_REFUSED, UNREADABLE);

  private static final int NOT_FOUND = 404;
  private static final Pattern COUNT = Pattern.compile("&_count=\\d+$");
  // FHIR R4, datatypes.html#id
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");
  private static final int DELETED = 410;
  private static final int CONFLICT = 409;
  private static final Set<Integer> GONE = Set.of(NOT_FOUND, DELETED);
  // Not 404: so answers whatever stands before a host that is down, to everything
  private static final Set<Integer> NOT_OFFERED = Set.of(400, 403, 405, 501);

  private final Vertx vertx;
  private final Exchange exchange;
  private final TransferSettings settings;
  private @Nullable Future<Optional<Capabilities>> capabilities;

  FhirHost(Vertx vertx, Exchange exchange, TransferSettings settings) {
    this.vertx = vertx;
    this.exchange = exchange;
    this.settings = settings;
  }

  /** The address that everything on the host begins with. */
  String base() {
    return exchange.base() + "/";
  }

  /**
   * What the host says of itself (FHIR R4, http.html#capabilities); asked for once.
   *
   * @return empty if it says nothing
   */
  Future<Optional<Capabilities>> capabilities() {
    Future<Optional<Capabilities>> asked = capabilities;
    if (asked == null) {
      asked =
          get("metadata", settings.answerBytes())
              .compose(
                  answer ->
                      NOT_OFFERED.contains(answer.status())
                          ? Future.succeededFuture(Optional.empty())
                          : parse(answer, Capabilities::of).map(Optional::of));
      capabilities = asked;
    }
    return asked;
  }

  Future<Capabilities> offer() {
    return capabilities().map(said -> said.orElse(Capabilities.UNKNOWN));
  }

  /**
   * Everything the host has about the patient, and what that refers to as far as the host adds it.
   *
   * @return false if the host does not have the patient
   */
  Future<Boolean> record(String patient, Pages each) {
    return offer()
        .compose(
            can -> {
              List<String> searches =
                  can.everything()
                      ? PatientSearches.beyond(can, patient)
                      : PatientSearches.all(can, patient);
              return (can.everything()
                      ? search("Patient/" + patient + "/$everything", true, each)
                      : patient(patient, each))
                  .compose(
                      found ->
                          found
                              ? InTurn.each(searches, search -> search(search, false, each))
                                  .map(true)
                              : Future.succeededFuture(false));
            });
  }

  private Future<Boolean> patient(String patient, Pages each) {
    return read(ResourceKey.patient(patient))
        .compose(
            found ->
                found
                    .map(resource -> each.apply(List.of(resource)).map(true))
                    .orElse(Future.succeededFuture(false)));
  }

  /** The searches that find what refers to something, of types that the host has any of. */
  Future<Collection<String>> referring() {
    return offer()
        .compose(
            can -> {
              Map<String, String> searches = new TreeMap<>(PatientSearches.referring(can));
              return InTurn.each(
                      List.copyOf(searches.keySet()),
                      type ->
                          none(type)
                              .map(
                                  none -> {
                                    if (none) {
                                      searches.remove(type);
                                    }
                                    return null;
                                  }))
                  .map(searches.values());
            });
  }

  private Future<Boolean> none(String type) {
    return get(type + "?_summary=count", settings.pageBytes())
        .compose(answer -> parse(answer, Page::count))
        .map(count -> count.isPresent() && count.getAsInt() == 0);
  }

  /** What refers to any of these, by one of the searches for that. */
  Future<Void> referring(String search, Collection<ResourceKey> targets, Pages each) {
    return search(
            search + targets.stream().map(ResourceKey::toString).collect(Collectors.joining(",")),
            false,
            each)
        .mapEmpty();
  }

  /** Shows those of the resources that the host has. */
  Future<Void> fetch(Collection<ResourceKey> keys, Pages each) {
    Map<String, List<String>> idsByType =
        keys.stream()
            .collect(
                Collectors.groupingBy(
                    ResourceKey::type,
                    TreeMap::new,
                    Collectors.mapping(ResourceKey::id, Collectors.toList())));
    return InTurn.each(
        idsByType.entrySet(), FETCHES_AT_ONCE, type -> fetch(type.getKey(), type.getValue(), each));
  }

  private Future<Void> fetch(String type, List<String> ids, Pages each) {
    // FHIR R4, binary.html: it has no search parameters to speak of
    if (type.equals(ResourceKey.BINARY)) {
      return InTurn.each(
          ids,
          id ->
              read(new ResourceKey(type, id))
                  .compose(
                      found ->
                          found.isPresent()
                              ? each.apply(List.of(found.get()))
                              : Future.succeededFuture()));
    }
    return offer()
        .compose(
            can ->
                Loop.from(
                    0,
                    from -> {
                      int to = Math.min(ids.size(), from + IDS_PER_SEARCH);
                      String named = type + "?_id=" + String.join(",", ids.subList(from, to));
                      // FHIR R4, http.html#search: 404 for a type that the host does not have
                      return search(named, can.lacks(type), each)
                          .map(done -> to < ids.size() ? to : null);
                    }));
  }

  /** Whether the host had the resource, and somebody has deleted it (FHIR R4, http.html#delete). */
  Future<Boolean> deleted(ResourceKey key) {
    return get(key.toString(), settings.answerBytes()).map(answer -> answer.status() == DELETED);
  }

  /**
   * One version of a resource (FHIR R4, http.html#vread).
   *
   * @return empty if the host does not show it
   */
  Future<Optional<Resource>> version(ResourceKey key, String version) {
    return VERSION.matcher(version).matches()
        ? get(key + "/_history/" + version, settings.answerBytes())
            .compose(
                answer ->
                    GONE.contains(answer.status()) || NOT_OFFERED.contains(answer.status())
                        ? Future.succeededFuture(Optional.empty())
                        : parse(answer, Page::single).map(Optional::of))
        : Future.succeededFuture(Optional.empty());
  }

  private Future<Optional<Resource>> read(ResourceKey key) {
    return get(key.toString(), settings.answerBytes())
        .compose(
            answer ->
                GONE.contains(answer.status())
                    ? Future.succeededFuture(Optional.empty())
                    : parse(answer, Page::single).map(Optional::of));
  }

  /**
   * When the host was written to last, by the clock that stamps what is written: any other may be
   * ahead of it. Null when it does not say.
   */
  Future<@Nullable Instant> latest() {
    return latest(1)
        .compose(
            latest ->
                // A deletion need not bear a time; that of what came before it is early enough
                latest == null ? latest(LATEST) : Future.succeededFuture(latest));
  }

  private Future<@Nullable Instant> latest(int count) {
    return get("_history?_count=" + count, longest(count))
        .compose(answer -> parse(answer, HistoryPage::of))
        .map(HistoryPage::latest)
        .recover(
            failure ->
                failure instanceof TransferFailure known && UNTOLD.contains(known.reason())
                    ? Future.succeededFuture(null)
                    : Future.failedFuture(failure));
  }

  /**
   * What has happened on the whole host since then. Fails with {@link TransferFailure} when it is
   * too much to be followed, or may have slipped from one page to another while it was read.
   */
  Future<Void> history(Instant since, Function<List<HistoryPage.Version>, Future<?>> each) {
    return history(since, settings.pageSize(), each);
  }

  /**
   * The versions that the host has of a resource, each of them once.
   *
   * @param gone whether it need not have any
   * @return how many more it counts than it has shown; all, as far as that is known, if it refuses
   */
  Future<Integer> versions(
      ResourceKey key, boolean gone, Function<List<PastVersion>, Future<?>> each) {
    return versions(key, gone, settings.pageSize(), new HashSet<>(), each);
  }

  private Future<Integer> versions(
      ResourceKey key,
      boolean gone,
      int count,
      Set<String> seen,
      Function<List<PastVersion>, Future<?>> each) {
    String first = key + "/_history?_count=" + count;
    Trail trail = new Trail(first);
    AtomicInteger entries = new AtomicInteger();
    AtomicInteger total = new AtomicInteger();
    return get(first, longest(count))
        .compose(
            answer -> {
              if (NOT_OFFERED.contains(answer.status())) {
                return Future.succeededFuture(gone ? 0 : 1);
              } else if (gone && GONE.contains(answer.status())) {
                return Future.succeededFuture(0);
              }
              return Loop.from(
                      answer,
                      at ->
                          parse(at, VersionsPage::of)
                              .compose(
                                  page -> {
                                    entries.addAndGet(page.entries());
                                    total.accumulateAndGet(page.total(), Math::max);
                                    List<PastVersion> unseen =
                                        page.versions().stream()
                                            .filter(version -> seen.add(version.name()))
                                            .toList();
                                    return each.apply(unseen).map(page);
                                  })
                              .compose(
                                  page -> {
                                    String next = next(trail, page.entries() == 0, page.next());
                                    return next == null || seen.size() > MOST_VERSIONS
                                        ? Future.succeededFuture(null)
                                        : get(next, longest(count));
                                  }))
                  .map(shown -> Math.max(0, total.get() - entries.get()));
            })
        .recover(smaller(count, fewer -> versions(key, gone, fewer, seen, each)));
  }

  /** In smaller pages where some are too large to be held. */
  private Future<Void> history(
      Instant since, int count, Function<List<HistoryPage.Version>, Future<?>> each) {
    Set<String> seen = new HashSet<>();
    AtomicInteger total = new AtomicInteger();
    String first = "_history?_since=" + since.truncatedTo(ChronoUnit.SECONDS) + "&_count=" + count;
    Trail trail = new Trail(first);
    return Loop.from(
            first,
            address ->
                get(address, longest(count))
                    .compose(answer -> parse(answer, HistoryPage::of))
                    .compose(
                        page -> {
                          page.versions().forEach(version -> seen.add(version.name()));
                          total.accumulateAndGet(page.total(), Math::max);
                          if (total.get() > MOST_VERSIONS || seen.size() > MOST_VERSIONS) {
                            throw new TransferFailure(UNREADABLE, "too much has happened");
                          }
                          return each.apply(page.versions())
                              .map(done -> next(trail, page.versions().isEmpty(), page.next()));
                        }))
        .compose(shown -> allShown(seen.size(), total.get()))
        .recover(smaller(count, fewer -> history(since, fewer, each)));
  }

  /** The address of the next page; null on the last. */
  private @Nullable String next(Trail trail, boolean nothing, @Nullable String link) {
    if (link == null) {
      return null;
    }
    String next = below(link);
    trail.on(nothing, next);
    return next;
  }

  private long longest(int count) {
    return count == 1 ? settings.answerBytes() : settings.pageBytes();
  }

  /** Pages that turn out too large to be held are asked for anew with fewer resources each. */
  private static <T> Function<Throwable, Future<T>> smaller(
      int count, IntFunction<Future<T>> again) {
    return failure ->
        count > 1 && failure instanceof TransferFailure known && known.reason() == TOO_LARGE
            ? again.apply(Math.max(1, count / 8))
            : Future.failedFuture(failure);
  }

  private static Future<Void> allShown(int seen, int total) {
    return seen < total
        ? Future.failedFuture(new TransferFailure(UNREADABLE, seen + " of " + total + " shown"))
        : Future.succeededFuture();
  }

  /** All or nothing where the host can do that; else one after the other. */
  Future<Void> put(List<Resource> resources) {
    return offer()
        .compose(
            can ->
                can.transaction()
                    ? send(HttpMethod.POST, "", Transactions.puts(resources))
                    : InTurn.each(
                        resources,
                        resource ->
                            send(HttpMethod.PUT, resource.key().toString(), resource.body())));
  }

  /** The same. What is already gone is no error. */
  Future<Void> delete(List<ResourceKey> keys) {
    return offer()
        .compose(
            can ->
                can.transaction()
                    ? send(HttpMethod.POST, "", Transactions.deletes(keys))
                    : InTurn.each(keys, this::delete));
  }

  private Future<Void> delete(ResourceKey key) {
    return exchange
        .send(HttpMethod.DELETE, key.toString(), null, settings.answerBytes())
        .map(answer -> GONE.contains(answer.status()) ? null : good(answer));
  }

  /** What has become of the versions of a deleted resource. */
  enum Versions {
    REMOVED,
    /** Some are there, or the host does not say. */
    MAY_REMAIN,
    /** There is no operation that removes any. */
    KEPT
  }

  /** Removes the versions of a deleted resource, and looks whether any is left. */
  Future<Versions> expunge(ResourceKey key) {
    return exchange
        .send(HttpMethod.POST, key + "/$expunge", Transactions.EXPUNGE, settings.answerBytes())
        .compose(
            answer -> {
              if (NOT_OFFERED.contains(answer.status())) {
                return Future.succeededFuture(Versions.KEPT);
              }
              // HAPI's answer for what it never had, or has expunged already: no operation at all
              // would be answered in the same way
              boolean unknown = GONE.contains(answer.status());
              if (!unknown) {
                good(answer);
              }
              return versions(key, unknown ? Versions.KEPT : Versions.MAY_REMAIN);
            });
  }

  private Future<Versions> versions(ResourceKey key, Versions ifAny) {
    return offer()
        .compose(
            can ->
                can.histories().contains(key.type())
                    ? get(key + "/_history?_count=1", settings.answerBytes())
                        .compose(answer -> versions(answer, ifAny))
                    : Future.succeededFuture(Versions.MAY_REMAIN));
  }

  private Future<Versions> versions(Answer answer, Versions ifAny) {
    // FHIR R4, http.html#history: 404 for what never was
    if (answer.status() == NOT_FOUND) {
      return Future.succeededFuture(Versions.REMOVED);
    }
    return NOT_OFFERED.contains(answer.status()) || answer.status() == DELETED
        ? Future.succeededFuture(Versions.MAY_REMAIN)
        : parse(answer, HistoryPage::any).map(any -> any ? ifAny : Versions.REMOVED);
  }

  /**
   * The first page of a search. Types are believed to be there of which the host says so.
   *
   * @param query type and parameters
   * @return empty if the host does not offer this search
   */
  Future<Optional<Page>> first(String query) {
    Future<Answer> answered =
        get(query, settings.pageBytes())
            .recover(
                smaller(2, one -> get(COUNT.matcher(query).replaceFirst("&_count=1"), longest(1))));
    return Future.all(capabilities(), answered)
        .compose(
            both -> {
              Optional<Capabilities> said = both.resultAt(0);
              Answer answer = both.resultAt(1);
              return NOT_OFFERED.contains(answer.status())
                      || (said.isEmpty() && GONE.contains(answer.status()))
                  ? Future.succeededFuture(Optional.empty())
                  : parse(answer, Page::of).map(Optional::of);
            });
  }

  /** A search with a number of resources to a page of its own: all its pages. */
  Future<Void> all(String query, Pages each) {
    return search(COUNT.matcher(query).replaceFirst(""), false, each).mapEmpty();
  }

  /**
   * A search and all its pages.
   *
   * @param lacking whether what is searched may not be there: only then is 404 taken as an answer
   * @return false if it is not
   */
  private Future<Boolean> search(String search, boolean lacking, Pages each) {
    return search(search, settings.pageSize(), lacking, each);
  }

  private Future<Boolean> search(String search, int count, boolean lacking, Pages each) {
    String address = search + (search.indexOf('?') < 0 ? "?" : "&") + "_count=" + count;
    return get(address, longest(count))
        .compose(
            first ->
                lacking && GONE.contains(first.status())
                    ? Future.succeededFuture(false)
                    : pages(new Trail(address), first, longest(count), each).map(true))
        .recover(smaller(count, fewer -> search(search, fewer, lacking, each)));
  }

  private Future<Void> pages(Trail trail, Answer first, long longest, Pages each) {
    // What stands on two pages, because they shifted, counts once
    Set<ResourceKey> seen = new HashSet<>();
    AtomicInteger total = new AtomicInteger();
    return Loop.from(
            first,
            answer ->
                parse(answer, Page::of)
                    .compose(
                        page -> {
                          page.resources().forEach(resource -> seen.add(resource.key()));
                          total.accumulateAndGet(page.total(), Math::max);
                          return each.apply(page.resources()).map(page);
                        })
                    .compose(
                        page -> {
                          String next = next(trail, page.resources().isEmpty(), page.next());
                          return next == null ? Future.succeededFuture(null) : get(next, longest);
                        }))
        .compose(shown -> allShown(seen.size(), total.get()));
  }

  // Off the event loop: a page may be megabytes
  private <T> Future<T> parse(Answer answer, Function<Buffer, T> parser) {
    return vertx.executeBlocking(
        () -> {
          good(answer);
          return parser.apply(answer.body());
        },
        false);
  }

  private Future<Void> send(HttpMethod method, String relative, Buffer body) {
    return exchange
        .send(method, relative, body, settings.answerBytes())
        .map(FhirHost::good)
        .mapEmpty();
  }

  private Future<Answer> get(String relative, long longest) {
    return exchange.send(HttpMethod.GET, relative, null, longest);
  }

  /** The part of a page's address below the base; a page elsewhere is not asked for. */
  private String below(String link) {
    URI page = URI.create(link);
    String path = page.getRawPath();
    String base = exchange.base().getRawPath();
    if (path == null || !(path.equals(base) || path.startsWith(base + "/"))) {
      throw new TransferFailure(UNREADABLE, "the next page is not on the host");
    }
    String rest = path.equals(base) ? "" : path.substring(base.length() + 1);
    return page.getRawQuery() == null ? rest : rest + "?" + page.getRawQuery();
  }

  /** Whether a host has refused to delete what something else refers to. */
  static boolean isConflict(Throwable failure) {
    return failure instanceof TransferFailure known
        && known.reason() == HOST_REFUSED
        && String.valueOf(known.getMessage()).endsWith("(status " + CONFLICT + ")");
  }

  private static @Nullable Void good(Answer answer) {
    if (answer.status() / 100 != 2) {
      throw TransferFailure.answered(answer.status());
    }
    return null;
  }
}
