// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.ledger.Host;
import io.prunelle.gateway.page.ledger.HostSheet.Certificate;
import io.prunelle.gateway.page.view.HandoverState.Hold;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts into words where records are. */
final class WhereaboutsOf {

  private final Messages t;
  private final Dates dates;
  private final Sites sites;
  private final Names names;
  private final List<HostingCard> cards;
  private final LocalDate today;
  private final Set<String> handed;
  private final Situation situation;
  private final MovingOf moving;

  /**
   * Words for one day.
   *
   * @param handed ids of practices that were asked to hand their record on
   */
  WhereaboutsOf(
      Messages t,
      Names names,
      List<HostingCard> cards,
      LocalDate today,
      Set<String> handed,
      Situation situation) {
    this.t = t;
    this.handed = handed;
    this.situation = situation;
    this.dates = new Dates(t.language());
    this.sites = new Sites(t.language());
    this.names = names;
    this.cards = cards;
    this.today = today;
    this.moving = new MovingOf(t, host -> names.host(host).map(Host::name));
  }

  Whereabouts place(Place place) {
    return place.cloud() ? atHost(place) : atPractice(place);
  }

  private Whereabouts atPractice(Place place) {
    String practice = names.practice(place.practice());
    return new Whereabouts(
        practice,
        practice,
        false,
        names.address(place.practice()).orElse(null),
        List.of(),
        t.text("where.onPremise.text"),
        stayed(place) ? t.text("where.since.ever") : since(place.since()),
        null,
        true,
        movingOut(place),
        decisions(place));
  }

  /**
   * Whether nothing of it was ever elsewhere: such a record has no day on which it came. What is on
   * its way is elsewhere in part, and so was what did not get there, or was copied.
   */
  private boolean stayed(Place place) {
    return place.since() == null && place.move() == null && !handed.contains(place.practice());
  }

  private @Nullable Moving movingOut(Place place) {
    Optional<HostingCard> permitted =
        permitted(place).min(Comparator.comparing(HostingCard::closed));
    Optional<Hold> hold = situation.hold(place);
    Optional<String> there = permitted.map(HostingCard::host).or(() -> setOutFor(place));
    // What leaves the practice is not said to stay there, whatever is decided, or closed
    if (there.isPresent() && hold.filter(why -> why != Hold.WAITS).isPresent()) {
      return moving.held(place, held(hold.get(), there.get()));
    } else if (permitted.filter(HostingCard::closed).isPresent()) {
      return moving.stays(place, t.text("where.closed", permitted.get().host()));
    }
    return hold.isPresent() && permitted.isPresent()
        ? moving.held(place, held(hold.get(), permitted.get().host()))
        : moving.of(
            place,
            permitted.map(card -> t.text("where.moving.cloud", card.host())).orElse(null),
            MovingOf.Reading.OPEN);
  }

  /** The host that it was sent to and is not wanted at any more. */
  private Optional<String> setOutFor(Place place) {
    return Optional.ofNullable(place.move())
        .filter(move -> move.kind() == Move.Kind.MOVE && move.underWay())
        .map(Move::destination)
        .flatMap(names::host)
        .map(Host::name);
  }

  private String held(Hold hold, String host) {
    return switch (hold) {
      case WAITS -> t.text("where.moving.held", host);
      case LEAVES -> t.text("where.moving.held.leaves", host);
      case ERASED -> t.text("where.moving.held.erased", host);
    };
  }

  private Whereabouts atHost(Place place) {
    Optional<Host> host = names.host(place.host());
    Optional<HostingCard> here =
        permitted(place)
            .filter(card -> card.hosting().host().id().equals(place.host()))
            .findFirst();
    Optional<Certificate> certificate = host.flatMap(known -> known.sheet().certificate());
    boolean lapsed =
        certificate.flatMap(Certificate::expires).map(end -> !stillHolds(end)).orElse(false);
    Optional<LocalDate> later = certificate.flatMap(one -> one.beginsAfter(today));
    boolean holds =
        !place.shut()
            && later.isEmpty()
            && certificate.flatMap(Certificate::expires).map(this::stillHolds).orElse(false);
    return new Whereabouts(
        names.practice(place.practice()),
        host.map(Host::name).orElse(place.host()),
        true,
        host.map(known -> sites.of(known.sheet())).filter(site -> !site.isEmpty()).orElse(null),
        host.map(known -> sites.flags(known.sheet())).orElse(List.of()),
        t.text("where.cloud"),
        since(place.since()),
        shut(place, lapsed)
            .orElse(
                certificate
                    .map(
                        one ->
                            later
                                .map(day -> notYet(one, day))
                                .orElseGet(() -> certified(one, place.shut())))
                    .orElse(null)),
        holds,
        moving.of(
            place,
            here.filter(card -> !card.closed()).isPresent() ? null : t.text("where.moving.home"),
            reading(place, here.isEmpty(), lapsed)),
        decisions(place));
  }

  /** That a host whose certificate has not ended is closed all the same. */
  private Optional<String> shut(Place place, boolean lapsed) {
    return !place.shut() || lapsed
        ? Optional.empty()
        : Optional.of(
            t.text(
                place.certified() == Place.Certified.AUDIT_OVERDUE
                    ? "where.overdue"
                    : "where.uncertified"));
  }

  /** What is closed by its certificate no emergency opens. */
  private static MovingOf.Reading reading(Place place, boolean uncovered, boolean lapsed) {
    if (lapsed || place.shut()) {
      return MovingOf.Reading.CLOSED;
    } else if (uncovered) {
      return place.urgent() ? MovingOf.Reading.URGENT : MovingOf.Reading.CLOSED;
    }
    return MovingOf.Reading.OPEN;
  }

  private List<Need> decisions(Place place) {
    return cards.stream()
        .filter(card -> card.hosting().practice().id().equals(place.practice()))
        .map(
            card ->
                new Need(
                    t.text("where.decision", card.host(), card.standing()), "#" + card.anchor()))
        .toList();
  }

  private @Nullable String since(@Nullable Instant since) {
    return since == null ? null : t.text("where.since", dates.date(since));
  }

  private boolean stillHolds(LocalDate expires) {
    return !today.isAfter(expires);
  }

  private String notYet(Certificate certificate, LocalDate issued) {
    return t.text("practice.certificate.notYet", certificate.scheme(), dates.date(issued));
  }

  private @Nullable String certified(Certificate certificate, boolean shut) {
    return certificate
        .expires()
        .map(
            end ->
                t.text(
                    stillHolds(end)
                        ? "where.certified"
                        : shut ? "where.lapsed.shut" : "where.lapsed",
                    certificate.scheme(),
                    dates.date(end)))
        .orElse(null);
  }

  // The mover follows the decision: a record that is not where its decision puts it is on its way,
  // unless that host is closed
  private Stream<HostingCard> permitted(Place place) {
    return cards.stream()
        .filter(card -> card.hosting().practice().id().equals(place.practice()))
        .filter(card -> card.hosting().state().permits())
        .filter(card -> card.hosting().host().cloud());
  }
}
