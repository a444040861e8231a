// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.fhir.HostDialogue.GONE;
import static io.prunelle.gateway.hosts.fhir.HostDialogue.NOT_OFFERED;
import static io.prunelle.gateway.hosts.fhir.HostDialogue.smaller;

import io.prunelle.gateway.hosts.fhir.Exchange.Answer;
import io.prunelle.gateway.hosts.fhir.HostPages.Each;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Searches on a host of which the first page is looked at, or how many they find, with as few
 * requests as the host allows.
 */
public final class HostSearches {

  /** Deals with the first page that a search has found. */
  @FunctionalInterface
  public interface First<T> {

    /**
     * The page of one of them.
     *
     * @param page empty if the host does not offer the search
     * @param more whether {@link #all} may show more
     */
    Future<?> of(T search, Optional<Page> page, boolean more);
  }

  /** No host is known to show fewer on a page than this when it is asked for more. */
  private static final int FEWEST = 5;

  private static final Pattern COUNT = Pattern.compile("&_count=\\d+$");

  private final HostDialogue dialogue;
  private final Together together;
  private final HostPages pages;
  private final Supplier<Future<Optional<Capabilities>>> said;
  private final Supplier<Future<Capabilities>> offer;

  HostSearches(
      HostDialogue dialogue,
      Together together,
      HostPages pages,
      Supplier<Future<Optional<Capabilities>>> said,
      Supplier<Future<Capabilities>> offer) {
    this.dialogue = dialogue;
    this.together = together;
    this.pages = pages;
    this.said = said;
    this.offer = offer;
  }

  /**
   * The first page of several searches, with as few requests as the host allows. Types are believed
   * to be there of which the host says so.
   *
   * @param query of each: type and parameters; ends with how many resources are asked for
   * @param each is given an empty page if the host does not offer the search
   */
  public <T> Future<Void> firsts(List<T> searches, Function<T, String> query, First<T> each) {
    return offer
        .get()
        .compose(
            can ->
                together.each(
                    can.batch(),
                    searches,
                    new Together.Reads<T, Page>(
                        query,
                        (search, part) ->
                            part.page()
                                .filter(Page::whole)
                                .filter(page -> tells(page, count(query.apply(search)))),
                        (search, page) ->
                            each.of(
                                search,
                                Optional.of(page),
                                mayGoOn(page, count(query.apply(search)))),
                        search -> first(search, query.apply(search), each),
                        true,
                        false)));
  }

  /** What does not say by a glance whether it is all is asked for in full. */
  private <T> Future<Void> first(T search, String query, First<T> each) {
    return said.get()
        .compose(
            known -> {
              boolean mayLack = known.isEmpty();
              return dialogue
                  .glance(query, 2, answer -> page(answer, 2, mayLack))
                  .map(seen -> Optional.of(seen).filter(page -> tells(page, count(query))))
                  .recover(smaller(2, one -> Future.succeededFuture(Optional.empty())))
                  .compose(
                      seen ->
                          seen.isPresent()
                              ? seen(search, query, seen.get(), each)
                              : full(search, query, mayLack, each));
            });
  }

  private static <T> Future<Void> seen(T search, String query, Optional<Page> page, First<T> each) {
    return each.of(search, page, page.filter(one -> mayGoOn(one, count(query))).isPresent())
        .mapEmpty();
  }

  private <T> Future<Void> full(T search, String query, boolean mayLack, First<T> each) {
    return whole(query, mayLack)
        .compose(page -> each.of(search, page, page.map(Page::next).isPresent()).mapEmpty());
  }

  private static boolean tells(Optional<Page> seen, int asked) {
    return seen.isEmpty() || tells(seen.get(), asked);
  }

  /** Whether it is clear by a glance whether there is more. */
  private static boolean tells(Page page, int asked) {
    return mayGoOn(page, asked) || page.total() <= page.resources().size();
  }

  /**
   * Whether there may be more: a host that need not keep what it finds names no next page, and may
   * count what it shows alone, be it that it shows fewer than were asked for.
   */
  private static boolean mayGoOn(Page page, int asked) {
    return page.next() != null || page.resources().size() >= Math.min(asked, FEWEST);
  }

  private Future<Optional<Page>> whole(String query, boolean mayLack) {
    return dialogue
        .page(query, 2, answer -> page(answer, 2, mayLack))
        .recover(
            smaller(
                2,
                one ->
                    dialogue.page(
                        COUNT.matcher(query).replaceFirst("&_count=1"),
                        1,
                        answer -> page(answer, 1, mayLack))));
  }

  private static Optional<Page> page(Answer answer, int count, boolean mayLack) {
    return NOT_OFFERED.contains(answer.status()) || (mayLack && GONE.contains(answer.status()))
        ? Optional.empty()
        : Optional.of(HostDialogue.whole(HostPages.whole(count)).apply(answer));
  }

  private static int count(String query) {
    return Integer.parseInt(query.substring(query.lastIndexOf('=') + 1));
  }

  /**
   * How many resources several searches find (FHIR R4, search.html#summary), with as few requests
   * as the host allows; empty where it does not say.
   *
   * @param query of each; how many resources it asks for at its end, if it does, is of no concern
   */
  public <T> Future<Void> counts(
      List<T> searches, Function<T, String> query, BiFunction<T, OptionalInt, Future<?>> each) {
    Function<T, String> address =
        search -> COUNT.matcher(query.apply(search)).replaceFirst("&_summary=count");
    return offer
        .get()
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
                        false,
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
  public Future<Void> all(String query, Each each) {
    return pages.search(COUNT.matcher(query).replaceFirst(""), false, each).mapEmpty();
  }
}
