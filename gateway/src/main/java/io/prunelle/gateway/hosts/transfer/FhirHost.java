// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.HostDialogue.GONE;
import static io.prunelle.gateway.hosts.transfer.HostDialogue.NOT_OFFERED;
import static io.prunelle.gateway.hosts.transfer.HostDialogue.smaller;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.HOST_REFUSED;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.TOO_LARGE;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.transfer.Exchange.Answer;
import io.prunelle.gateway.hosts.transfer.ReadSearches.Shown;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the mover reads on a host, and its ways to the rest: FHIR R4's reads and searches, {@code
 * $everything} where the host has it. Answers are taken a page at a time: the next is asked for
 * when the one before has been dealt with.
 */
final class FhirHost {

  /** Deals with a page before the next is asked for. */
  interface Pages extends Function<List<Resource>, Future<?>> {}

  /** Servers bound a request's first line, commonly at 8 KiB. */
  private static final int LONGEST_NAMES = 4_000;

  /** With which pages behind the first one of a batch may fail, and not those of the search. */
  private static final Set<TransferFailure.Reason> ALONE =
      Set.of(HOST_REFUSED, TOO_LARGE, UNREADABLE);

  private static final Pattern COUNT = Pattern.compile("&_count=\\d+$");

  private final HostDialogue dialogue;
  private final HostOffer offer;
  private final HostHistory history;
  private final HostWriting writing;
  private final Together together;
  private final int pageSize;

  /** As long as this is used: megabytes are not to be read anew while writers wait. */
  private @Nullable Future<Optional<Capabilities>> said;

  FhirHost(Exchange exchange, HostOffer offer, TransferSettings settings) {
    this.dialogue = new HostDialogue(exchange, settings);
    this.offer = offer;
    this.history = new HostHistory(dialogue, settings.pageSize());
    this.together = new Together(dialogue);
    this.writing = new HostWriting(dialogue, together, this::offer);
    this.pageSize = settings.pageSize();
  }

  /** The address that everything on the host begins with. */
  String base() {
    return dialogue.base() + "/";
  }

  /** Whether others wait for what is asked: then it does not wait for anybody. */
  void hurried(boolean is) {
    dialogue.hurried(is);
  }

  HostHistory history() {
    return history;
  }

  HostWriting writing() {
    return writing;
  }

  /**
   * What the host says of itself.
   *
   * @return empty if it says nothing
   */
  Future<Optional<Capabilities>> capabilities() {
    Future<Optional<Capabilities>> known = said;
    if (known == null || known.failed()) {
      known = offer.of(dialogue);
      said = known;
    }
    return known;
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
    return record(patient, each, new ReadSearches());
  }

  /**
   * The same.
   *
   * @param read is told of the searches that were made
   */
  Future<Boolean> record(String patient, Pages each, ReadSearches read) {
    return offer()
        .compose(
            can -> {
              List<String> searches =
                  can.everything()
                      ? PatientSearches.beyond(can, patient)
                      : PatientSearches.all(can, patient);
              return (can.everything() ? everything(patient, each) : patient(patient, each))
                  .compose(
                      found ->
                          found
                              ? searches(can, searches, each, read::add).map(true)
                              : Future.succeededFuture(false));
            });
  }

  /** What leaves the patient out does not say that the host does not have them. */
  private Future<Boolean> everything(String patient, Pages each) {
    ResourceKey key = ResourceKey.patient(patient);
    AtomicBoolean shown = new AtomicBoolean();
    return search(
            "Patient/" + patient + "/$everything",
            true,
            page -> {
              page.stream().filter(one -> one.key().equals(key)).forEach(one -> shown.set(true));
              return each.apply(page);
            })
        .compose(
            found ->
                found && !shown.get() ? patient(patient, each) : Future.succeededFuture(found));
  }

  /**
   * All pages of each of these.
   *
   * @param read is told what each has shown
   */
  private Future<Void> searches(
      Capabilities can, List<String> searches, Pages each, BiConsumer<String, Shown> read) {
    return together.each(
        can.batch(),
        searches,
        new Together.Reads<String, Page>(
            search -> counting(search, pageSize),
            (search, part) -> first(part, pageSize),
            (search, page) ->
                page.next() == null
                    ? each.apply(page.resources())
                        .onSuccess(
                            taken ->
                                read.accept(
                                    search, new Shown(page.resources().size(), page.total())))
                    : onward(search, page, each, read),
            search -> search(search, each, read),
            true));
  }

  private Future<Void> search(String search, Pages each, BiConsumer<String, Shown> read) {
    return search(search, pageSize, false, each)
        .onSuccess(shown -> shown.ifPresent(all -> read.accept(search, all)))
        .mapEmpty();
  }

  /** A page of a batch may say where the next one is, and the host not know that when asked. */
  private Future<Void> onward(
      String search, Page first, Pages each, BiConsumer<String, Shown> read) {
    return pages(new Trail(counting(search, pageSize)), first, pageSize, each)
        .onSuccess(all -> read.accept(search, all))
        .<Void>mapEmpty()
        .recover(
            failure ->
                failure instanceof TransferFailure known && ALONE.contains(known.reason())
                    ? search(search, each, read)
                    : Future.failedFuture(failure));
  }

  private static String type(String search) {
    return search.substring(0, search.indexOf('?'));
  }

  private static String counting(String search, int count) {
    return search + (search.indexOf('?') < 0 ? "?" : "&") + "_count=" + count;
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
              return together
                  .each(
                      can.batch(),
                      List.copyOf(searches.keySet()),
                      new Together.Reads<String, Boolean>(
                          FhirHost::any,
                          (type, part) -> some(part).or(() -> part.whole().map(FhirHost::none)),
                          (type, none) ->
                              Future.succeededFuture(none && searches.remove(type) != null),
                          type -> none(type).map(none -> none && searches.remove(type) != null),
                          true))
                  .map(searches.values());
            });
  }

  /** Not by a count, for which a host may have to read all that it has of the type. */
  private Future<Boolean> none(String type) {
    return dialogue.page(any(type), 1, HostDialogue.whole(Page::of)).map(FhirHost::none);
  }

  private static String any(String type) {
    return type + "?_count=1";
  }

  /** There are some if it shows one, whatever there is behind it. */
  private static Optional<Boolean> some(Together.Part part) {
    return part.page().filter(page -> !page.resources().isEmpty()).map(FhirHost::none);
  }

  private static boolean none(Page page) {
    return page.resources().isEmpty() && page.next() == null && page.total() == 0;
  }

  /** What refers to any of these, by the searches for that. */
  Future<Void> referring(Collection<String> searches, Collection<ResourceKey> targets, Pages each) {
    List<String> names = named(targets.stream().map(ResourceKey::toString).toList());
    return offer()
        .compose(
            can ->
                searches(
                    can,
                    searches.stream()
                        .flatMap(search -> names.stream().map(search::concat))
                        .toList(),
                    each,
                    (search, shown) -> {}));
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
    List<String> reads = new ArrayList<>();
    idsByType.forEach(
        (type, ids) -> {
          // FHIR R4, binary.html: it has no search parameters to speak of
          if (type.equals(ResourceKey.BINARY)) {
            ids.forEach(id -> reads.add(type + "/" + id));
          } else {
            named(ids).forEach(names -> reads.add(type + "?_id=" + names));
          }
        });
    return offer()
        .compose(
            can ->
                together.each(
                    can.batch(),
                    reads,
                    new Together.Reads<String, List<Resource>>(
                        read -> isSearch(read) ? counting(read, pageSize) : read,
                        FhirHost::fetched,
                        (read, found) -> each.apply(found),
                        read -> alone(can, read, each),
                        false)));
  }

  private static boolean isSearch(String read) {
    return read.indexOf('?') > 0;
  }

  /** What is not shown among others is asked for by itself before it counts as not there. */
  private static Optional<List<Resource>> fetched(String read, Together.Part part) {
    int named = 1 + Math.max(read.indexOf('/'), read.indexOf('='));
    Set<String> ids = new HashSet<>(List.of(read.substring(named).split(",", -1)));
    return part.whole()
        .map(Page::resources)
        .filter(
            found ->
                found.stream()
                    .map(each -> each.key().id())
                    .collect(Collectors.toSet())
                    .equals(ids));
  }

  private Future<?> alone(Capabilities can, String read, Pages each) {
    if (isSearch(read)) {
      return search(read, can.lacks(type(read)), each);
    }
    return read(ResourceKey.parse(read))
        .compose(
            found ->
                found.isPresent() ? each.apply(List.of(found.get())) : Future.succeededFuture());
  }

  /** Values of one parameter, put together as far as an address may be long. */
  private static List<String> named(List<String> values) {
    List<String> together = new ArrayList<>();
    StringBuilder names = new StringBuilder();
    for (String value : values) {
      if (!names.isEmpty() && names.length() + value.length() >= LONGEST_NAMES) {
        together.add(names.toString());
        names.setLength(0);
      }
      names.append(names.isEmpty() ? "" : ",").append(value);
    }
    if (!names.isEmpty()) {
      together.add(names.toString());
    }
    return together;
  }

  /** Whether the host had the resource, and somebody has deleted it (FHIR R4, http.html#delete). */
  Future<Boolean> deleted(ResourceKey key) {
    return dialogue.read(key.toString(), answer -> answer.status() == HostDialogue.DELETED);
  }

  /** Whether the host says that it does not have the resource, or no longer. */
  Future<Boolean> lacks(ResourceKey key) {
    return dialogue.read(key.toString(), answer -> GONE.contains(answer.status()));
  }

  private Future<Optional<Resource>> read(ResourceKey key) {
    return dialogue.read(
        key.toString(),
        answer ->
            GONE.contains(answer.status())
                ? Optional.empty()
                : Optional.of(HostDialogue.whole(Page::single).apply(answer)));
  }

  /**
   * The first page of a search. Types are believed to be there of which the host says so.
   *
   * @param query type and parameters
   * @return empty if the host does not offer this search
   */
  Future<Optional<Page>> first(String query) {
    return capabilities()
        .compose(
            said -> {
              Function<Answer, Optional<Page>> reading =
                  answer ->
                      NOT_OFFERED.contains(answer.status())
                              || (said.isEmpty() && GONE.contains(answer.status()))
                          ? Optional.empty()
                          : Optional.of(HostDialogue.whole(Page::of).apply(answer));
              return dialogue
                  .page(query, 2, reading)
                  .recover(
                      smaller(
                          2,
                          one ->
                              dialogue.page(
                                  COUNT.matcher(query).replaceFirst("&_count=1"), 1, reading)));
            });
  }

  /**
   * The same for several searches, with as few requests as the host allows.
   *
   * @param query of each; ends with how many resources are asked for
   */
  <T> Future<Void> firsts(
      List<T> searches, Function<T, String> query, BiFunction<T, Optional<Page>, Future<?>> each) {
    return offer()
        .compose(
            can ->
                together.each(
                    can.batch(),
                    searches,
                    new Together.Reads<T, Page>(
                        query,
                        (search, part) -> first(part, count(query.apply(search))),
                        (search, page) -> each.apply(search, Optional.of(page)),
                        search ->
                            first(query.apply(search)).compose(page -> each.apply(search, page)),
                        true)));
  }

  /**
   * The first page of a search, if it says where the next one is, or is all there is. With as many
   * as were asked for and no next one there may be more, whatever it says.
   */
  private static Optional<Page> first(Together.Part part, int count) {
    return part.page()
        .filter(
            page ->
                page.next() != null
                    || (page.resources().size() < count
                        && page.total() <= page.resources().size()));
  }

  private static int count(String query) {
    return Integer.parseInt(query.substring(query.lastIndexOf('=') + 1));
  }

  /**
   * How many resources several searches find (FHIR R4, search.html#summary), with as few requests
   * as the host allows; empty where it does not say.
   *
   * @param query of each; ends with how many resources are asked for
   */
  <T> Future<Void> counts(
      List<T> searches, Function<T, String> query, BiFunction<T, OptionalInt, Future<?>> each) {
    Function<T, String> address =
        search -> COUNT.matcher(query.apply(search)).replaceFirst("&_summary=count");
    return offer()
        .compose(
            can ->
                together.each(
                    can.batch(),
                    searches,
                    new Together.Reads<T, OptionalInt>(
                        address,
                        (search, part) -> part.bundle().map(Page::count),
                        each,
                        search ->
                            counted(address.apply(search)).compose(n -> each.apply(search, n)),
                        false)));
  }

  private Future<OptionalInt> counted(String address) {
    return dialogue.read(
        address,
        answer ->
            NOT_OFFERED.contains(answer.status())
                ? OptionalInt.empty()
                : HostDialogue.whole((Buffer json) -> Page.count(Page.bundle(json))).apply(answer));
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
    return search(search, pageSize, lacking, each).map(Optional::isPresent);
  }

  /**
   * The same.
   *
   * @return empty if it is not
   */
  private Future<Optional<Shown>> search(String search, int count, boolean lacking, Pages each) {
    String address = search + (search.indexOf('?') < 0 ? "?" : "&") + "_count=" + count;
    return dialogue
        .page(
            address,
            count,
            answer ->
                lacking && GONE.contains(answer.status())
                    ? Optional.<Page>empty()
                    : Optional.of(HostDialogue.whole(Page::of).apply(answer)))
        .compose(
            first ->
                first.isEmpty()
                    ? Future.succeededFuture(Optional.<Shown>empty())
                    : pages(new Trail(address), first.get(), count, each).map(Optional::of))
        .recover(smaller(count, fewer -> search(search, fewer, lacking, each)));
  }

  private Future<Shown> pages(Trail trail, Page first, int count, Pages each) {
    // What stands on two pages, because they shifted, counts once
    Set<ResourceKey> seen = new HashSet<>();
    AtomicInteger total = new AtomicInteger();
    return Loop.from(
            first,
            page -> {
              page.resources().forEach(resource -> seen.add(resource.key()));
              total.accumulateAndGet(page.total(), Math::max);
              return each.apply(page.resources())
                  .compose(
                      dealt -> {
                        @Nullable String next =
                            dialogue.next(trail, page.resources().isEmpty(), page.next());
                        return next == null
                            ? Future.succeededFuture(null)
                            : dialogue.page(next, count, HostDialogue.whole(Page::of));
                      });
            })
        .compose(shown -> HostDialogue.allShown(seen.size(), total.get()))
        .map(shown -> new Shown(seen.size(), total.get()));
  }
}
