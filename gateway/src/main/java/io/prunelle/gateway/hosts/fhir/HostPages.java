// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.HOST_REFUSED;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.TOO_LARGE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;
import static io.prunelle.gateway.hosts.fhir.HostDialogue.GONE;
import static io.prunelle.gateway.hosts.fhir.HostDialogue.smaller;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.ReadSearches.Shown;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Searches on a host and all their pages, one at a time: the next is asked for when the one before
 * has been dealt with.
 */
public final class HostPages {

  /** Deals with a page before the next is asked for. */
  public interface Each extends Function<List<Resource>, Future<?>> {}

  /** With which pages behind the first one of a batch may fail, and not those of the search. */
  private static final Set<TransferFailure.Reason> ALONE =
      Set.of(HOST_REFUSED, TOO_LARGE, UNREADABLE);

  /** How often a search is made at most of which the host counts more than it shows. */
  private static final int READINGS = 5;

  private final HostDialogue dialogue;
  private final Together together;
  private final int pageSize;

  HostPages(HostDialogue dialogue, Together together, int pageSize) {
    this.dialogue = dialogue;
    this.together = together;
    this.pageSize = pageSize;
  }

  /** How many resources are asked for with one page. */
  int size() {
    return pageSize;
  }

  static String counting(String search, int count) {
    return search + (search.indexOf('?') < 0 ? "?" : "&") + "_count=" + count;
  }

  /**
   * All pages of each of these.
   *
   * @param read is told what each has shown
   */
  Future<Void> all(
      Capabilities can, List<String> searches, Each each, BiConsumer<String, Shown> read) {
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
            true,
            true));
  }

  private Future<Void> search(String search, Each each, BiConsumer<String, Shown> read) {
    return search(search, pageSize, false, each)
        .onSuccess(shown -> shown.ifPresent(all -> read.accept(search, all)))
        .mapEmpty();
  }

  /** A page of a batch may say where the next one is, and the host not know that when asked. */
  private Future<Void> onward(
      String search, Page first, Each each, BiConsumer<String, Shown> read) {
    return pages(new Trail(counting(search, pageSize)), first, pageSize, each)
        .compose(HostPages::allShown)
        .onSuccess(all -> read.accept(search, all))
        .<Void>mapEmpty()
        .recover(
            failure ->
                failure instanceof TransferFailure known && ALONE.contains(known.reason())
                    ? search(search, each, read)
                    : Future.failedFuture(failure));
  }

  /**
   * The first page of a search, if it says where the next one is, or is all there is. With as many
   * as were asked for and no next one there may be more, whatever it says.
   */
  static Optional<Page> first(Together.Part part, int count) {
    return part.page()
        .filter(Page::whole)
        .filter(
            page ->
                page.next() != null
                    || (page.resources().size() < count
                        && page.total() <= page.resources().size()));
  }

  /**
   * A search and all its pages.
   *
   * @param lacking whether what is searched may not be there: only then is 404 taken as an answer
   * @return false if it is not
   */
  Future<Boolean> search(String search, boolean lacking, Each each) {
    return search(search, pageSize, lacking, each).map(Optional::isPresent);
  }

  /**
   * The same.
   *
   * @return empty if it is not
   */
  private Future<Optional<Shown>> search(String search, int count, boolean lacking, Each each) {
    return again(search, count, lacking, each, READINGS, 0)
        .recover(smaller(count, fewer -> search(search, fewer, lacking, each)));
  }

  /**
   * What is deleted between two pages was counted and is not shown, and what came after it may have
   * moved to a page that was read already: so it is read once more. What is short by as many twice
   * in a row is not all there is.
   *
   * @param before by how many the reading before was short
   */
  private Future<Optional<Shown>> again(
      String search, int count, boolean lacking, Each each, int left, int before) {
    return reading(search, count, lacking, each)
        .compose(
            shown -> {
              int lacks = shown.map(all -> all.total() - all.resources()).orElse(0);
              return lacks <= 0
                  ? Future.succeededFuture(shown)
                  : lacks == before || left == 1
                      ? allShown(shown.orElseThrow()).map(Optional::of)
                      : again(search, count, lacking, each, left - 1, lacks);
            });
  }

  private static Future<Shown> allShown(Shown shown) {
    return HostDialogue.allShown(shown.resources(), shown.total()).map(shown);
  }

  private Future<Optional<Shown>> reading(String search, int count, boolean lacking, Each each) {
    String address = counting(search, count);
    return dialogue
        .page(
            address,
            count,
            answer ->
                lacking && GONE.contains(answer.status())
                    ? Optional.<Page>empty()
                    : Optional.of(HostDialogue.whole(whole(count)).apply(answer)))
        .compose(
            first ->
                first.isEmpty()
                    ? Future.succeededFuture(Optional.<Shown>empty())
                    : pages(new Trail(address), first.get(), count, each).map(Optional::of));
  }

  /** A page on which no content was left out for others' sake. */
  static Function<Buffer, Page> whole(int count) {
    return body -> {
      Page page = Page.of(body);
      if (count > 1 && !page.whole()) {
        throw new TransferFailure(TOO_LARGE, "a page without all content");
      }
      return page;
    };
  }

  private Future<Shown> pages(Trail trail, Page first, int count, Each each) {
    // What stands on two pages, because they shifted, counts once
    Set<ResourceKey> seen = new HashSet<>();
    AtomicInteger total = new AtomicInteger();
    return Loop.from(
            first,
            page -> {
              page.resources().forEach(resource -> seen.add(resource.key()));
              total.accumulateAndGet(page.total(), Math::max);
              return dealt(each.apply(page.resources()), trail, page, count);
            })
        .map(shown -> new Shown(seen.size(), total.get()));
  }

  /**
   * The next page is read while this one is dealt with, unless each is as large as any may be, or
   * the host is to be left alone meanwhile. Whichever of the two fails, nothing is under way any
   * more when this ends; what was shown is dealt with whatever comes after it.
   */
  private Future<Page> dealt(Future<?> dealing, Trail trail, Page page, int count) {
    if (count == 1 || dialogue.paced()) {
      return dealing.compose(dealt -> next(trail, page, count));
    }
    Future<Page> following = next(trail, page, count);
    return Future.join(dealing, following).transform(done -> dealing.compose(dealt -> following));
  }

  /** Null after the last one. */
  private Future<Page> next(Trail trail, Page page, int count) {
    // Whatever it throws is a failure too
    return Future.succeededFuture(page)
        .map(shown -> dialogue.next(trail, shown.resources().isEmpty(), shown.next()))
        .compose(
            next ->
                next == null
                    ? Future.succeededFuture(null)
                    : dialogue.page(next, count, HostDialogue.whole(whole(count))));
  }
}
