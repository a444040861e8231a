// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.FhirHost;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Looks what a host has of a record, a page at a time. */
final class Look {

  private static final int TOGETHER = 200;

  private final Sightings sightings;
  private final ReceivedItems received;
  private final TransferStates states;
  private final TransferJournal journal;

  Look(
      Sightings sightings, ReceivedItems received, TransferStates states, TransferJournal journal) {
    this.sightings = sightings;
    this.received = received;
    this.states = states;
    this.journal = journal;
  }

  /**
   * At whatever the host says about the patient, and at all else that the transfer knows of.
   *
   * @return something of the patient's that the transfer knows nothing of, if there is any
   */
  Future<Optional<ResourceKey>> whole(Run run, FhirHost host) {
    return sightings
        .forget(run, true)
        .compose(
            forgotten -> all(run, host, after -> sightings.unseen(run, true, after, TOGETHER)));
  }

  /**
   * At the same where the record lives by now: what has come to it there since, be it about others
   * as well, is no concern of the transfer.
   */
  Future<Void> known(Run run, FhirHost host) {
    return sightings
        .forget(run, true)
        .compose(forgotten -> host.record(run.patient(), page -> sightings.saw(run, page)))
        .compose(
            shown ->
                KeyPages.each(
                    after -> sightings.unseen(run, true, after, TOGETHER),
                    unseen -> host.fetch(unseen, page -> sightings.saw(run, page))));
  }

  /**
   * The same, and at what was in the record once; not at what is everybody's, which stays there.
   */
  Future<Optional<ResourceKey>> wholeWithGone(Run run, FhirHost host) {
    return sightings
        .forget(run, true)
        .compose(forgotten -> gone(run, host))
        .compose(looked -> all(run, host, after -> sightings.unseenOwn(run, after, TOGETHER)));
  }

  private Future<Optional<ResourceKey>> all(
      Run run, FhirHost host, Function<String, Future<List<ResourceKey>>> unseen) {
    List<ResourceKey> unexpected = new ArrayList<>();
    return host.record(run.patient(), page -> saw(run, page, unexpected))
        .compose(shown -> unseen(run, host, unseen))
        .map(looked -> unexpected.stream().findFirst());
  }

  /**
   * After a look at the whole: tells what was deleted there from what is lost. A host to which
   * another practice has moved the record on never had what was deleted before: of that the journal
   * alone tells.
   */
  Future<Void> deletions(Run run, FhirHost host) {
    return KeyPages.each(
        after -> sightings.unseen(run, true, after, TOGETHER),
        unseen ->
            deletions(run, host, unseen, sightings::compared)
                .compose(
                    looked ->
                        run.elsewhere() ? deletedBefore(run, unseen) : Future.succeededFuture()));
  }

  private Future<Void> deletedBefore(Run run, List<ResourceKey> unseen) {
    return states
        .switchedAt(run.claim(), run.transfer())
        .compose(since -> journal.deletedThere(run.claim(), run.transfer(), since, unseen))
        .compose(deleted -> sightings.deleted(run, deleted));
  }

  /**
   * After a look at where another practice receives the record: what it was given, and has deleted
   * since, it is not given again.
   */
  Future<Void> takenAway(Run run, FhirHost host) {
    return KeyPages.each(
        after -> received.missed(run, after, TOGETHER),
        missed -> deletions(run, host, missed, received::given));
  }

  private Future<Void> deletions(
      Run run,
      FhirHost host,
      List<ResourceKey> unseen,
      BiFunction<Run, List<ResourceKey>, Future<List<Sightings.Compared>>> before) {
    List<ResourceKey> deleted = new ArrayList<>();
    return InTurn.each(
            unseen,
            key ->
                host.deleted(key)
                    .onSuccess(
                        is -> {
                          if (is) {
                            deleted.add(key);
                          }
                        }))
        .compose(asked -> before.apply(run, deleted))
        .compose(compared -> had(host, compared))
        .compose(had -> sightings.deleted(run, had));
  }

  /**
   * Which of them the host has taken before they were deleted. One that has lost what it was given
   * says that it was deleted as well, if somebody had done so before.
   */
  private static Future<List<ResourceKey>> had(FhirHost host, List<Sightings.Compared> compared) {
    List<ResourceKey> had = new ArrayList<>();
    return InTurn.each(
            compared,
            each ->
                host.history()
                    .version(each.key(), each.version())
                    .onSuccess(
                        version ->
                            version
                                .filter(shown -> shown.key().equals(each.key()))
                                .filter(shown -> shown.digest().equals(each.digest()))
                                .ifPresent(shown -> had.add(shown.key()))))
        .map(had);
  }

  /** At what has been touched alone. */
  Future<Void> touched(Run run, FhirHost host) {
    return sightings.forget(run, false).compose(forgotten -> unseen(run, host, false));
  }

  /**
   * At all that the transfer knows of where another practice has a record of the patient: what else
   * that has, and how it has registered them, is nobody's concern.
   */
  Future<Void> named(Run run, FhirHost host) {
    return sightings.forget(run, true).compose(forgotten -> unseen(run, host, true));
  }

  /**
   * At what the transfer has written and nothing else, be it that other things have come there; and
   * at what that refers to there, which the record may refer to no longer.
   */
  Future<Void> written(Run run, FhirHost host) {
    return sightings
        .forget(run, true)
        .compose(forgotten -> gone(run, host))
        .compose(
            looked ->
                KeyPages.each(
                    after -> sightings.written(run, after, TOGETHER),
                    written ->
                        host.fetch(
                            written,
                            page ->
                                saw(run, page, Ownership::concernsOthers)
                                    .compose(saw -> sightings.referring(run, page)))));
  }

  /** What has become somebody else's meanwhile is dismissed. */
  private Future<Void> gone(Run run, FhirHost host) {
    return KeyPages.each(
        after -> sightings.gone(run, after, TOGETHER),
        gone -> host.fetch(gone, page -> saw(run, page, Ownership::apart)));
  }

  /** What is not the patient's by now, whatever its name is, is dismissed. */
  private Future<Void> saw(
      Run run, List<Resource> page, BiPredicate<Ownership, Resource> anothers) {
    Ownership ownership = Ownership.of(run.patient());
    List<ResourceKey> others =
        page.stream().filter(each -> anothers.test(ownership, each)).map(Resource::key).toList();
    return sightings.dismiss(run, others).compose(dismissed -> sightings.saw(run, page)).mapEmpty();
  }

  private Future<Void> saw(Run run, List<Resource> page, List<ResourceKey> unexpected) {
    Ownership ownership = Ownership.of(run.patient());
    List<ResourceKey> own =
        page.stream().filter(each -> !ownership.shared(each)).map(Resource::key).toList();
    return sightings
        .saw(run, page)
        .map(
            known -> {
              if (unexpected.isEmpty()) {
                own.stream()
                    .filter(key -> !known.contains(key))
                    .findFirst()
                    .ifPresent(unexpected::add);
              }
              return null;
            });
  }

  private Future<Void> unseen(Run run, FhirHost host, boolean whole) {
    return unseen(run, host, after -> sightings.unseen(run, whole, after, TOGETHER));
  }

  private Future<Void> unseen(
      Run run, FhirHost host, Function<String, Future<List<ResourceKey>>> page) {
    Ownership ownership = Ownership.of(run.patient());
    return KeyPages.each(
        page,
        unseen ->
            host.fetch(
                unseen,
                found -> {
                  found.stream()
                      .filter(each -> !run.kind().arrives() || !each.key().isPatient())
                      .forEach(ownership::shared);
                  return sightings.saw(run, found);
                }));
  }

  /** Whether the host has any of these; the first that it has. */
  static Future<Optional<ResourceKey>> any(FhirHost host, Set<ResourceKey> keys) {
    List<ResourceKey> found = new ArrayList<>();
    return host.fetch(
            keys,
            page -> {
              page.stream().map(Resource::key).limit(1).forEach(found::add);
              return Future.succeededFuture();
            })
        .map(looked -> found.stream().findFirst());
  }
}
