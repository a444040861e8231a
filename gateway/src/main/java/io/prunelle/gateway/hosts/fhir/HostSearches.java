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
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Searches on a host of which the first page is looked at, or how many they find, with as few
 * requests as the host allows.
 */
public final class HostSearches {

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
   * The first page of a search. Types are believed to be there of which the host says so.
   *
   * @param query type and parameters
   * @return empty if the host does not offer this search
   */
  private Future<Optional<Page>> first(String query) {
    return said.get()
        .compose(
            known -> {
              IntFunction<Function<Answer, Optional<Page>>> reading =
                  count ->
                      answer ->
                          NOT_OFFERED.contains(answer.status())
                                  || (known.isEmpty() && GONE.contains(answer.status()))
                              ? Optional.empty()
                              : Optional.of(
                                  HostDialogue.whole(HostPages.whole(count)).apply(answer));
              return dialogue
                  .page(query, 2, reading.apply(2))
                  .recover(
                      smaller(
                          2,
                          one ->
                              dialogue.page(
                                  COUNT.matcher(query).replaceFirst("&_count=1"),
                                  1,
                                  reading.apply(1))));
            });
  }

  /**
   * The same for several searches, with as few requests as the host allows.
   *
   * @param query of each; ends with how many resources are asked for
   */
  public <T> Future<Void> firsts(
      List<T> searches, Function<T, String> query, BiFunction<T, Optional<Page>, Future<?>> each) {
    return offer
        .get()
        .compose(
            can ->
                together.each(
                    can.batch(),
                    searches,
                    new Together.Reads<T, Page>(
                        query,
                        (search, part) -> HostPages.first(part, count(query.apply(search))),
                        (search, page) -> each.apply(search, Optional.of(page)),
                        search ->
                            first(query.apply(search)).compose(page -> each.apply(search, page)),
                        true)));
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
