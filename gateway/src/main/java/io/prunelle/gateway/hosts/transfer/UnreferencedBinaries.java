// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.HostPages.Each;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds what is the patient's by its security context alone (FHIR R4, binary.html), since nothing
 * refers to it yet, or any more: no search has that for a parameter, so it is found as far as the
 * access journal names it, or it has been brought there with the record or its earlier versions.
 */
final class UnreferencedBinaries {

  private static final int TOGETHER = 100;

  /** Which of some are known already, and need not be looked at. */
  interface Known extends Function<Collection<ResourceKey>, Future<Set<ResourceKey>>> {}

  private final EarlierItems earlierItems;
  private final OwnItems ownItems;
  private final TransferJournal journal;

  UnreferencedBinaries(EarlierItems earlierItems, OwnItems ownItems, TransferJournal journal) {
    this.earlierItems = earlierItems;
    this.ownItems = ownItems;
    this.journal = journal;
  }

  /** Those that the source has. */
  Future<Void> atSource(Run run, Known known, Each each) {
    return run.source()
        .offer()
        .compose(
            can ->
                can.lacks(ResourceKey.BINARY)
                    ? Future.succeededFuture()
                    : named(
                            run,
                            after -> journal.binaries(run.claim(), run.transfer(), after, TOGETHER),
                            known,
                            each)
                        .compose(
                            looked ->
                                named(
                                    run,
                                    after -> earlierItems.binariesBrought(run, after, TOGETHER),
                                    known,
                                    each))
                        .compose(
                            looked ->
                                ListedPieces.atSource(run, known, page -> ownOf(run, page, each))));
  }

  private Future<Void> named(
      Run run, Function<String, Future<List<ResourceKey>>> names, Known known, Each each) {
    return KeyPages.each(
        names, named -> known.apply(named).compose(others -> look(run, named, others, each)));
  }

  private Future<Void> look(Run run, List<ResourceKey> named, Set<ResourceKey> known, Each each) {
    List<ResourceKey> unknown = named.stream().filter(key -> !known.contains(key)).toList();
    return run.source().fetch(unknown, page -> ownOf(run, page, each));
  }

  private Future<?> ownOf(Run run, List<Resource> page, Each each) {
    return own(run, page)
        .compose(own -> own.isEmpty() ? Future.succeededFuture() : each.apply(own));
  }

  /** Whosesoever the journal's entry is: those whose context is the patient, or theirs. */
  private Future<List<Resource>> own(Run run, List<Resource> page) {
    ResourceKey patient = ResourceKey.patient(run.patient());
    Set<ResourceKey> contexts =
        page.stream()
            .flatMap(binary -> binary.references().stream())
            .collect(Collectors.toUnmodifiableSet());
    return ownItems
        .own(run, contexts)
        .map(
            theirs ->
                page.stream()
                    .filter(
                        binary ->
                            binary.names(patient)
                                || binary.references().stream().anyMatch(theirs::contains))
                    .toList());
  }
}
