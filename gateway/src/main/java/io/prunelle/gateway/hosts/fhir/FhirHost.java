// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.fhir.HostDialogue.GONE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.HostPages.Each;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the mover reads of a patient on a host, and its ways to the rest: FHIR R4's reads and
 * searches, {@code $everything} where the host has it. Answers are taken a page at a time: the next
 * is asked for when the one before has been dealt with.
 */
public final class FhirHost {

  private final HostDialogue dialogue;
  private final HostOffer offer;
  private final Together together;
  private final HostHistory history;
  private final HostWriting writing;
  private final HostPages pages;
  private final HostFetching fetching;
  private final HostReferring referring;
  private final HostSearches searches;

  /** As long as this is used: megabytes are not to be read anew while writers wait. */
  private @Nullable Future<Optional<Capabilities>> said;

  public FhirHost(Exchange exchange, HostOffer offer, HostLimits limits) {
    this.dialogue = new HostDialogue(exchange, limits);
    this.offer = offer;
    this.history = new HostHistory(dialogue, limits.pageSize());
    this.together = new Together(dialogue);
    this.writing = new HostWriting(dialogue, together, this::offer);
    this.pages = new HostPages(dialogue, together, limits.pageSize());
    this.fetching = new HostFetching(dialogue, together, pages, this::offer);
    this.referring = new HostReferring(pages, this::types, this::offer);
    this.searches = new HostSearches(dialogue, together, pages, this::capabilities, this::offer);
  }

  /** The address that everything on the host begins with. */
  public String base() {
    return dialogue.base() + "/";
  }

  /** Whether others wait for what is asked: then it does not wait for anybody. */
  public void hurried(boolean is) {
    dialogue.hurried(is);
  }

  public HostHistory history() {
    return history;
  }

  public HostWriting writing() {
    return writing;
  }

  public HostReferring referring() {
    return referring;
  }

  /** What it has any of, from here on: asked about anew by each who calls this. */
  public HostTypes types() {
    return new HostTypes(dialogue, together, this::offer);
  }

  public HostSearches searches() {
    return searches;
  }

  /**
   * What the host says of itself.
   *
   * @return empty if it says nothing
   */
  public Future<Optional<Capabilities>> capabilities() {
    Future<Optional<Capabilities>> known = said;
    if (known == null || known.failed()) {
      known = offer.of(dialogue);
      said = known;
    }
    return known;
  }

  public Future<Capabilities> offer() {
    return capabilities().map(said -> said.orElse(Capabilities.UNKNOWN));
  }

  /**
   * Everything the host has about the patient, and what that refers to as far as the host adds it.
   *
   * @return false if the host does not have the patient
   */
  public Future<Boolean> record(String patient, Each each) {
    return record(patient, each, new ReadSearches());
  }

  /**
   * The same.
   *
   * @param read is told of the searches that were made
   */
  public Future<Boolean> record(String patient, Each each, ReadSearches read) {
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
                              ? pages.all(can, searches, each, read::add).map(true)
                              : Future.succeededFuture(false));
            });
  }

  /** What leaves the patient out does not say that the host does not have them. */
  private Future<Boolean> everything(String patient, Each each) {
    ResourceKey key = ResourceKey.patient(patient);
    AtomicBoolean shown = new AtomicBoolean();
    return pages
        .search(
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

  private Future<Boolean> patient(String patient, Each each) {
    return fetching
        .read(ResourceKey.patient(patient))
        .compose(
            found ->
                found
                    .map(resource -> each.apply(List.of(resource)).map(true))
                    .orElse(Future.succeededFuture(false)));
  }

  /** Shows those of the resources that the host has. */
  public Future<Void> fetch(Collection<ResourceKey> keys, Each each) {
    return fetching.these(keys, each);
  }

  /** The same, of each by a read: a search may find what there was before. */
  public Future<Void> read(Collection<ResourceKey> keys, Each each) {
    return fetching.named(keys, each);
  }

  /**
   * The same.
   *
   * @return which of them the host has, or had until somebody deleted them
   */
  public Future<Set<ResourceKey>> had(Collection<ResourceKey> keys, Each each) {
    return fetching.had(keys, each);
  }

  /**
   * Whether the host had the resource, and somebody has deleted it (FHIR R4, http.html#delete).
   * Fails with {@link TransferFailure} when it says neither.
   */
  public Future<Boolean> deleted(ResourceKey key) {
    return dialogue.read(key.toString(), HostDialogue::deleted);
  }

  /** Whether the host says that it does not have the resource, or no longer. */
  public Future<Boolean> lacks(ResourceKey key) {
    return dialogue.read(key.toString(), answer -> GONE.contains(answer.status()));
  }
}
