// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.TOO_LARGE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Of which types a host has any at all, as it was when each was asked about first: of the others no
 * search finds anything. Used from one context alone.
 */
public final class HostTypes {

  private static final Set<TransferFailure.Reason> UNTOLD = Set.of(TOO_LARGE, UNREADABLE);

  private final HostDialogue dialogue;
  private final Together together;
  private final Supplier<Future<Capabilities>> offer;
  private final Map<String, Boolean> none = new HashMap<>();

  HostTypes(HostDialogue dialogue, Together together, Supplier<Future<Capabilities>> offer) {
    this.dialogue = dialogue;
    this.together = together;
    this.offer = offer;
  }

  /**
   * Those of these types that the host has some of, or may have. Where it does not even show a
   * Patient, it does not search without a parameter, and may have any.
   */
  public Future<Set<String>> some(Collection<String> types) {
    Set<String> asked = new TreeSet<>(types);
    asked.add(ResourceKey.PATIENT);
    asked.removeAll(none.keySet());
    return offer
        .get()
        .compose(
            can ->
                together.each(
                    can.batch(),
                    List.copyOf(asked),
                    new Together.Reads<String, Boolean>(
                        HostTypes::any,
                        (type, part) -> some(part).or(() -> part.whole().map(HostTypes::none)),
                        (type, is) -> Future.succeededFuture(none.put(type, is)),
                        type -> none(type).map(is -> none.put(type, is)),
                        true,
                        false)))
        .map(
            answered ->
                types.stream()
                    .filter(
                        type ->
                            none.getOrDefault(ResourceKey.PATIENT, true)
                                || !none.getOrDefault(type, false))
                    .collect(Collectors.toSet()));
  }

  /**
   * Not by a count, for which a host may have to read all that it has of the type. What is not
   * answered by a page is no sign of anything, be it that the first it has is too large to be read.
   */
  private Future<Boolean> none(String type) {
    return dialogue
        .glance(any(type), 1, answer -> answer.status() / 100 == 2 && none(Page.of(answer.body())))
        .recover(
            failure ->
                failure instanceof TransferFailure known && UNTOLD.contains(known.reason())
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }

  private static String any(String type) {
    return type + "?_count=1";
  }

  /** There are some if it shows one, whatever there is behind it. */
  private static Optional<Boolean> some(Together.Part part) {
    return part.page().filter(page -> !page.resources().isEmpty()).map(HostTypes::none);
  }

  private static boolean none(Page page) {
    return page.resources().isEmpty() && page.next() == null && page.total() == 0;
  }
}
