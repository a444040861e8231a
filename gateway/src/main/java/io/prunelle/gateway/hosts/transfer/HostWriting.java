// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.HostDialogue.GONE;
import static io.prunelle.gateway.hosts.transfer.HostDialogue.NOT_OFFERED;

import io.prunelle.gateway.hosts.transfer.Exchange.Answer;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the mover changes on a host: FHIR R4's updates with ids of its own and deletions, as
 * transactions where the host takes them, and {@code $expunge} where it has it.
 */
final class HostWriting {

  /** What has become of the versions of a deleted resource. */
  enum Versions {
    REMOVED,
    /** Some are there, or the host does not say. */
    MAY_REMAIN,
    /** There is no operation that removes any. */
    KEPT
  }

  private final HostDialogue dialogue;
  private final Supplier<Future<Capabilities>> offer;

  HostWriting(HostDialogue dialogue, Supplier<Future<Capabilities>> offer) {
    this.dialogue = dialogue;
    this.offer = offer;
  }

  /** All or nothing where the host can do that; else one after the other. */
  Future<Void> put(List<Resource> resources) {
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
  Future<Void> delete(List<ResourceKey> keys) {
    return offer
        .get()
        .compose(
            can ->
                can.transaction()
                    ? dialogue.write(HttpMethod.POST, "", Transactions.deletes(keys))
                    : InTurn.each(keys, this::delete));
  }

  private Future<Void> delete(ResourceKey key) {
    return dialogue
        .repeatable(
            HttpMethod.DELETE,
            key.toString(),
            null,
            answer -> GONE.contains(answer.status()) ? answer : HostDialogue.good(answer))
        .mapEmpty();
  }

  /** Removes the versions of a deleted resource, and looks whether any is left. */
  Future<Versions> expunge(ResourceKey key) {
    return dialogue
        .repeatable(HttpMethod.POST, key + "/$expunge", Transactions.EXPUNGE, HostWriting::expunged)
        .compose(
            ifAny ->
                ifAny.isEmpty() ? Future.succeededFuture(Versions.KEPT) : look(key, ifAny.get()));
  }

  /** What it means if any version is there all the same; empty if the host refuses. */
  private static Optional<Versions> expunged(Answer answer) {
    if (NOT_OFFERED.contains(answer.status())) {
      return Optional.empty();
    }
    // HAPI's answer for what it never had, or has expunged already: no operation at all would be
    // answered in the same way
    if (GONE.contains(answer.status())) {
      return Optional.of(Versions.KEPT);
    }
    HostDialogue.good(answer);
    return Optional.of(Versions.MAY_REMAIN);
  }

  private Future<Versions> look(ResourceKey key, Versions ifAny) {
    return offer
        .get()
        .compose(
            can ->
                can.histories().contains(key.type())
                    ? dialogue.read(key + "/_history?_count=1", answer -> left(answer, ifAny))
                    : Future.succeededFuture(Versions.MAY_REMAIN));
  }

  private static Versions left(Answer answer, Versions ifAny) {
    // FHIR R4, http.html#history: 404 for what never was
    if (answer.status() == HostDialogue.NOT_FOUND) {
      return Versions.REMOVED;
    }
    if (NOT_OFFERED.contains(answer.status()) || answer.status() == HostDialogue.DELETED) {
      return Versions.MAY_REMAIN;
    }
    return HostDialogue.whole(HistoryPage::any).apply(answer) ? ifAny : Versions.REMOVED;
  }
}
