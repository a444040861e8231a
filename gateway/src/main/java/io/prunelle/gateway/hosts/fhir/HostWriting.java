// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.fhir.HostDialogue.GONE;
import static io.prunelle.gateway.hosts.fhir.HostDialogue.NOT_OFFERED;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Exchange.Answer;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What the mover changes on a host: FHIR R4's updates with ids of its own and deletions, as
 * transactions where the host takes them, and {@code $expunge} where it has it.
 */
public final class HostWriting {

  /** What has become of the versions of a deleted resource. */
  public enum Versions {
    REMOVED,
    /** Some are there, or the host does not say. */
    MAY_REMAIN,
    /** There is no operation that removes any. */
    KEPT
  }

  private final HostDialogue dialogue;
  private final Together together;
  private final Supplier<Future<Capabilities>> offer;

  HostWriting(HostDialogue dialogue, Together together, Supplier<Future<Capabilities>> offer) {
    this.dialogue = dialogue;
    this.together = together;
    this.offer = offer;
  }

  /**
   * What the host is asked for with one request, so that it is known for each how long it may still
   * be carried out: all of it where it takes transactions, else one at a time.
   */
  public <T> Future<List<List<T>>> portions(List<T> all) {
    return offer
        .get()
        .map(can -> can.transaction() ? List.of(all) : all.stream().map(List::of).toList());
  }

  /** All or nothing where the host can do that; else one after the other. */
  public Future<Void> put(List<Resource> resources) {
    return offer
        .get()
        .compose(
            can ->
                can.transaction()
                    ? dialogue.write(HttpMethod.POST, "", Transactions.puts(resources))
                    : InTurn.each(
                        resources,
                        resource ->
                            dialogue.write(
                                HttpMethod.PUT, resource.key().toString(), resource.body())));
  }

  /** The same. What is already gone is no error. */
  public Future<Void> delete(List<ResourceKey> keys) {
    return offer
        .get()
        .compose(
            can ->
                can.transaction()
                    ? dialogue.write(HttpMethod.POST, "", Transactions.deletes(keys))
                    : InTurn.each(keys, this::delete));
  }

  /** Sent once: what is answered to a second one does not tell whether the first is done with. */
  private Future<Void> delete(ResourceKey key) {
    return dialogue.delete(
        key.toString(),
        answer -> GONE.contains(answer.status()) ? answer : HostDialogue.good(answer));
  }

  /**
   * Removes the versions of a deleted resource.
   *
   * @return what it means if any is there all the same; empty if the host refuses, or does not say
   *     that it can
   */
  public Future<Optional<Versions>> expunge(ResourceKey key) {
    return offer
        .get()
        .compose(
            can ->
                can.expunge()
                    ? dialogue.repeatable(
                        HttpMethod.POST,
                        key + "/$expunge",
                        Transactions.EXPUNGE,
                        HostWriting::expunged)
                    : Future.succeededFuture(Optional.empty()));
  }

  private static Optional<Versions> expunged(Answer answer) {
    // HAPI's answer for what it never had, or has expunged already: no operation at all would be
    // answered in the same way
    if (GONE.contains(answer.status())) {
      return Optional.of(Versions.KEPT);
    }
    // Whatever it is that the host does not like about it, it would not like it later either
    if (NOT_OFFERED.contains(answer.status()) || (answer.status() / 100 == 4 && !answer.again())) {
      return Optional.empty();
    }
    HostDialogue.good(answer);
    return Optional.of(Versions.MAY_REMAIN);
  }

  /**
   * Whether the host shows versions of these when it is asked for all of them at once: who does not
   * while they are there would not show later that they are gone.
   */
  public Future<Boolean> tellsTogether(List<ResourceKey> keys) {
    AtomicInteger shown = new AtomicInteger();
    return offer
        .get()
        .compose(
            can ->
                together.each(
                    can.batch(),
                    keys,
                    new Together.Reads<ResourceKey, Boolean>(
                        HostWriting::history,
                        (key, part) ->
                            Optional.of(part.bundle().filter(HistoryPage::any).isPresent()),
                        (key, any) -> Future.succeededFuture(any ? shown.incrementAndGet() : 0),
                        key -> Future.succeededFuture(),
                        false,
                        false)))
        .map(asked -> shown.get() == keys.size());
  }

  /**
   * Looks whether any version is left.
   *
   * @param ifAny what it means if there is, by resource
   * @param atOnce whether the host tells that of several at once
   * @param each is told what has become of them
   */
  public Future<Void> left(
      Map<ResourceKey, Versions> ifAny, boolean atOnce, BiConsumer<ResourceKey, Versions> each) {
    List<ResourceKey> notFound = new ArrayList<>();
    return offer
        .get()
        .compose(
            can -> {
              List<ResourceKey> told = new ArrayList<>();
              ifAny
                  .keySet()
                  .forEach(
                      key -> {
                        if (can.histories().contains(key.type())) {
                          told.add(key);
                        } else {
                          each.accept(key, Versions.MAY_REMAIN);
                        }
                      });
              return together.each(
                  atOnce && can.batch(),
                  told,
                  new Together.Reads<ResourceKey, Versions>(
                      HostWriting::history,
                      (key, part) -> left(part, ifAny.getOrDefault(key, Versions.MAY_REMAIN)),
                      (key, versions) -> noted(each, key, versions),
                      key ->
                          alone(key, ifAny)
                              .compose(
                                  versions ->
                                      versions.isPresent()
                                          ? noted(each, key, versions.get())
                                          : noted(notFound, key)),
                      false,
                      false));
            })
        .compose(asked -> leftOf(notFound, ifAny, each));
  }

  /**
   * Of those that the host answered 404 for: what stands before a host that is down answers so to
   * everything, be it for a moment. So it is asked for something that it has to answer, and for
   * these once more.
   */
  private Future<Void> leftOf(
      List<ResourceKey> notFound,
      Map<ResourceKey, Versions> ifAny,
      BiConsumer<ResourceKey, Versions> each) {
    return notFound.isEmpty()
        ? Future.succeededFuture()
        : dialogue
            .read(Together.ANY, HostDialogue.whole(Page::bundle))
            .compose(
                there ->
                    InTurn.each(
                        notFound,
                        Together.AT_ONCE,
                        key ->
                            alone(key, ifAny)
                                .compose(
                                    versions ->
                                        versions.isPresent() && ifAny.get(key) == Versions.KEPT
                                            // It was asked to remove them while it was not there
                                            ? Future.failedFuture(
                                                TransferFailure.answered(
                                                    HostDialogue.NOT_FOUND, history(key)))
                                            : noted(
                                                each, key, versions.orElse(Versions.REMOVED)))));
  }

  /** Empty for 404. */
  private Future<Optional<Versions>> alone(ResourceKey key, Map<ResourceKey, Versions> ifAny) {
    return dialogue.read(
        history(key),
        answer ->
            answer.status() == HostDialogue.NOT_FOUND
                ? Optional.empty()
                : Optional.of(left(answer, ifAny.getOrDefault(key, Versions.MAY_REMAIN))));
  }

  private static Future<Void> noted(List<ResourceKey> keys, ResourceKey key) {
    keys.add(key);
    return Future.succeededFuture();
  }

  private static String history(ResourceKey key) {
    return key + "/_history?_count=1";
  }

  private static Future<Void> noted(
      BiConsumer<ResourceKey, Versions> each, ResourceKey key, Versions versions) {
    each.accept(key, versions);
    return Future.succeededFuture();
  }

  private static Versions left(Answer answer, Versions ifAny) {
    return withoutAny(answer.status())
        .orElseGet(
            () -> HostDialogue.whole(HistoryPage::any).apply(answer) ? ifAny : Versions.REMOVED);
  }

  /** Empty if it does not tell. */
  private static Optional<Versions> left(Together.Part part, Versions ifAny) {
    return withoutAny(part.status())
        .or(
            () ->
                part.bundle().map(history -> HistoryPage.any(history) ? ifAny : Versions.REMOVED));
  }

  /** What is told by the status alone. */
  private static Optional<Versions> withoutAny(int status) {
    // FHIR R4, http.html#history: 404 for what never was
    if (status == HostDialogue.NOT_FOUND) {
      return Optional.of(Versions.REMOVED);
    }
    return NOT_OFFERED.contains(status) || status == HostDialogue.DELETED
        ? Optional.of(Versions.MAY_REMAIN)
        : Optional.empty();
  }
}
