// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Host;
import io.prunelle.gateway.page.ledger.HostSheet.Certificate;
import io.prunelle.gateway.page.ledger.Hosting;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts into words where records are. */
final class WhereaboutsOf {

  private final Messages t;
  private final Dates dates;
  private final Sites sites;
  private final Names names;
  private final List<Hosting> hostings;
  private final List<HostingCard> cards;
  private final LocalDate today;
  private final MovingOf moving;

  WhereaboutsOf(Messages t, Names names, List<HostingCard> cards, LocalDate today) {
    this.t = t;
    this.dates = new Dates(t.language());
    this.sites = new Sites(t.language());
    this.names = names;
    this.cards = cards;
    this.hostings = cards.stream().map(HostingCard::hosting).toList();
    this.today = today;
    this.moving =
        new MovingOf(
            t, host -> names.host(host).map(Host::name).orElseGet(() -> t.text("moving.home")));
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
        null,
        List.of(),
        t.text("where.onPremise.text"),
        since(place.since()),
        null,
        true,
        moving.of(
            place,
            permittedElsewhere(place)
                .map(host -> t.text("where.moving.cloud", host.name()))
                .orElse(null),
            false),
        decisions(place));
  }

  private Whereabouts atHost(Place place) {
    Optional<Host> host = names.host(place.host());
    Optional<Certificate> certificate = host.flatMap(known -> known.sheet().certificate());
    boolean lapsed =
        certificate.flatMap(Certificate::expires).map(end -> !stillHolds(end)).orElse(false);
    boolean holds = certificate.flatMap(Certificate::expires).map(this::stillHolds).orElse(false);
    return new Whereabouts(
        names.practice(place.practice()),
        host.map(Host::name).orElse(place.host()),
        true,
        host.map(known -> sites.of(known.sheet())).filter(site -> !site.isEmpty()).orElse(null),
        host.map(known -> sites.flags(known.sheet())).orElse(List.of()),
        t.text("where.cloud"),
        since(place.since()),
        certificate.map(this::certified).orElse(null),
        holds,
        moving.of(
            place,
            isPermitted(place) ? null : t.text("where.moving.home"),
            !isPermitted(place) || lapsed),
        decisions(place));
  }

  private List<Need> decisions(Place place) {
    return cards.stream()
        .filter(card -> card.hosting().practice().id().equals(place.practice()))
        .map(card -> new Need(card.standing(), "#" + card.anchor()))
        .toList();
  }

  private @Nullable String since(@Nullable Instant since) {
    return since == null ? null : t.text("where.since", dates.date(since));
  }

  private boolean stillHolds(LocalDate expires) {
    return !today.isAfter(expires);
  }

  private @Nullable String certified(Certificate certificate) {
    return certificate
        .expires()
        .map(
            end ->
                t.text(
                    stillHolds(end) ? "where.certified" : "where.lapsed",
                    certificate.scheme(),
                    dates.date(end)))
        .orElse(null);
  }

  // The mover follows the decision: a record that is not where its decision puts it is on its way
  private Optional<Host> permittedElsewhere(Place place) {
    return hostings.stream()
        .filter(hosting -> hosting.practice().id().equals(place.practice()))
        .filter(hosting -> hosting.state().permits())
        .map(Hosting::host)
        .filter(Host::cloud)
        .findFirst();
  }

  private boolean isPermitted(Place place) {
    return permittedElsewhere(place).filter(host -> host.id().equals(place.host())).isPresent();
  }
}
