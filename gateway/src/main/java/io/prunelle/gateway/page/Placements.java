// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.config.BreakGlass;
import io.prunelle.gateway.config.Certificate;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.Placement;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.view.Place;
import io.prunelle.gateway.page.view.Place.Certified;
import io.prunelle.gateway.refusal.Refusals;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where each practice keeps its record of the visitor. */
final class Placements {

  private final Predicate<String> served;
  private final Function<PatientRecord, Future<Placement>> find;
  private final Predicate<String> urgent;
  private final Clock clock;

  Placements(Hosts hosts, Clock clock) {
    this(
        practice -> hosts.practice(practice).isPresent(),
        hosts::placement,
        practice ->
            hosts
                .practice(practice)
                .map(Practice::breakGlass)
                .filter(BreakGlass::whileLeaving)
                .isPresent(),
        clock);
  }

  /**
   * Seam for tests without a database.
   *
   * @param served whether a practice is one of this gateway's
   */
  Placements(Predicate<String> served, Function<PatientRecord, Future<Placement>> find) {
    this(served, find, practice -> false, Clock.systemUTC());
  }

  private Placements(
      Predicate<String> served,
      Function<PatientRecord, Future<Placement>> find,
      Predicate<String> urgent,
      Clock clock) {
    this.served = served;
    this.find = find;
    this.urgent = urgent;
    this.clock = clock;
  }

  /**
   * Where the visitor's records are.
   *
   * @param places one per practice of the visitor that this gateway serves and that has a record
   * @param departed those of the practices whose record has left them
   * @param elsewhere the practices of the visitor that this gateway does not serve
   */
  record Found(List<Place> places, Set<String> departed, Set<String> elsewhere) {

    /**
     * The same, with what moves.
     *
     * @param moves of the visitor, the latest of each practice
     */
    List<Place> with(List<Move> moves) {
      return places.stream()
          .map(
              place ->
                  place.with(
                      moves.stream()
                          .filter(move -> move.practice().equals(place.practice()))
                          .findFirst()
                          .orElse(null)))
          .toList();
    }
  }

  /** Of each practice of the visitor that this gateway serves. */
  Future<Found> of(Visit visit, List<Hosting> hostings) {
    SortedSet<String> practices = new TreeSet<>(visit.practices());
    hostings.forEach(hosting -> practices.add(hosting.practice().id()));
    List<String> here = practices.stream().filter(served).toList();
    List<Future<Optional<Placement>>> found =
        here.stream().map(practice -> find(new PatientRecord(practice, visit.patient()))).toList();
    return Future.all(found)
        .map(
            all ->
                new Found(
                    found.stream()
                        .map(Future::result)
                        .flatMap(Optional::stream)
                        .map(this::place)
                        .toList(),
                    IntStream.range(0, here.size())
                        .filter(i -> found.get(i).result().isEmpty())
                        .mapToObj(here::get)
                        .collect(Collectors.toUnmodifiableSet()),
                    elsewhere(visit, hostings)));
  }

  /** The practices of the visitor that another gateway serves, or none. */
  Set<String> elsewhere(Visit visit, List<Hosting> hostings) {
    return Stream.concat(
            visit.practices().stream(),
            hostings.stream()
                .filter(hosting -> !hosting.former())
                .map(hosting -> hosting.practice().id()))
        .filter(served.negate())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the visitor's record has left a practice, so that no decision moves it. */
  Future<Boolean> departed(Visit visit, String practice) {
    return served.test(practice)
        ? find(new PatientRecord(practice, visit.patient())).map(Optional::isEmpty)
        : Future.succeededFuture(false);
  }

  /** Empty when it has left the practice. */
  private Future<Optional<Placement>> find(PatientRecord record) {
    return find.apply(record)
        .map(Optional::of)
        .recover(
            failure ->
                Refusals.departed(failure)
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure));
  }

  /** The practices of the patient that this gateway serves. */
  List<String> own(Visit visit) {
    return visit.practices().stream().filter(served).sorted().toList();
  }

  /** Those of them that have a record: one that has left its practice is nowhere there. */
  Future<List<String>> leaving(Visit visit) {
    List<String> own = own(visit);
    List<Future<Boolean>> having =
        own.stream()
            .map(
                practice ->
                    find(new PatientRecord(practice, visit.patient())).map(Optional::isPresent))
            .toList();
    return Future.all(having)
        .map(
            all ->
                IntStream.range(0, own.size())
                    .filter(i -> having.get(i).result())
                    .mapToObj(own::get)
                    .toList());
  }

  private Place place(Placement placement) {
    return new Place(
        placement.record().practice(),
        placement.host().id(),
        placement.host().kind() == HostKind.CLOUD,
        placement.since(),
        certified(placement.host()),
        urgent.test(placement.record().practice()),
        null);
  }

  /** By the day on which the gateway closes hosts. */
  private Certified certified(Host host) {
    LocalDate today = LocalDate.now(clock);
    Certificate certificate = host.certificate();
    if (certificate == null || !host.lapsed(today)) {
      return Certified.HOLDS;
    }
    return certificate.lapsed(today) ? Certified.LAPSED : Certified.AUDIT_OVERDUE;
  }
}
