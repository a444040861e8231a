// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.erasure.Certificate;
import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.takeout.Owner;
import io.prunelle.gateway.page.takeout.Takeouts;
import io.prunelle.gateway.page.view.HandoverState;
import io.prunelle.gateway.page.view.HandoverState.Archive;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A patient's changes of doctor, with what has come of them. */
final class MyHandovers {

  private final ChangesOfDoctor changes;
  private final Takeouts takeouts;
  private final MyCertificates certificates;

  MyHandovers(ChangesOfDoctor changes, Takeouts takeouts, MyCertificates certificates) {
    this.changes = changes;
    this.takeouts = takeouts;
    this.certificates = certificates;
  }

  /** The latest of each practice, those under way first. */
  Future<List<HandoverState>> of(Visit visit) {
    return changes
        .of(visit.patient())
        .compose(
            all ->
                all.isEmpty()
                    ? Future.succeededFuture(List.of())
                    : certificates
                        .of(visit)
                        .compose(certified -> states(visit, latest(all), ids(certified))));
  }

  private static List<Handover> latest(List<Handover> all) {
    Set<String> practices = new HashSet<>();
    // One that has not ended is the latest
    return all.stream().filter(one -> practices.add(one.practice())).toList();
  }

  private static Set<UUID> ids(List<Certificate> certified) {
    return certified.stream().map(Certificate::id).collect(Collectors.toSet());
  }

  private Future<List<HandoverState>> states(
      Visit visit, List<Handover> handovers, Set<UUID> certified) {
    List<Future<HandoverState>> states = new ArrayList<>();
    handovers.forEach(handover -> states.add(state(visit, handover, certified)));
    return Future.all(states).map(all -> all.list());
  }

  private Future<HandoverState> state(Visit visit, Handover handover, Set<UUID> certified) {
    return changes
        .move(handover)
        .compose(
            move ->
                reached(visit, handover)
                    .map(
                        archive ->
                            new HandoverState(
                                handover,
                                move.orElse(null),
                                move.map(Move::id).filter(certified::contains).isPresent(),
                                archive)));
  }

  /** An archive has nothing of a practice of which the patient is no member. */
  private Future<Archive> reached(Visit visit, Handover handover) {
    boolean member = visit.practices().contains(handover.practice());
    return archive(visit, handover)
        .map(archive -> member || archive == Archive.TAKEN ? archive : Archive.OUT_OF_REACH);
  }

  private Future<Archive> archive(Visit visit, Handover handover) {
    if (!handover.waitsForPatient() && !handover.expires()) {
      return Future.succeededFuture(Archive.NONE);
    }
    // What is erased at the end of its term is worth a guardian's file as well
    return (handover.expires() ? takenWhole(visit, handover) : taken(visit, handover))
        .compose(
            begun ->
                begun.isEmpty()
                    ? Future.succeededFuture(Archive.NONE)
                    : changes
                        .writtenSince(handover, begun.get())
                        .map(written -> written ? Archive.WRITTEN_SINCE : Archive.TAKEN));
  }

  /**
   * The last day, in UTC, on which a practice keeps a record that is erased then, and nowhere else:
   * until then it counts whether there is a file of it.
   *
   * @return empty when none does
   */
  Future<Optional<LocalDate>> lastDay(Visit visit) {
    return changes
        .of(visit.patient())
        .map(
            all ->
                all.stream()
                    .filter(Handover::expires)
                    .flatMap(handover -> Stream.ofNullable(handover.keptUntil()))
                    .max(Comparator.naturalOrder()));
  }

  /**
   * When the archive was begun that the patient has taken whole since the practice has answered.
   *
   * @return empty for none, and for one of somebody else who acts for the patient
   */
  Future<Optional<Instant>> taken(Visit visit, Handover handover) {
    return visit.ward() != null
        ? Future.succeededFuture(Optional.empty())
        : takenWhole(visit, handover);
  }

  /** The same, be it of who acts for the patient. */
  private Future<Optional<Instant>> takenWhole(Visit visit, Handover handover) {
    return takeouts.takenWhole(
        Owner.of(visit.caller().subject(), visit.patient()),
        handover.practice(),
        Objects.requireNonNull(handover.answeredAt()));
  }
}
