// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.HostSheet.Certificate;
import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.page.ledger.PracticeFacts.AssessedHost;
import io.prunelle.gateway.page.view.HostPanel.Fact;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says of hosts how their certificates stand. */
final class HostPanels {

  /** Days before the end at which it is said once more, and louder. */
  private static final long[] SOON = {7, 30, 90};

  private final Messages t;
  private final Dates dates;
  private final Sites sites;
  private final LocalDate today;

  HostPanels(Messages t, LocalDate today) {
    this.t = t;
    this.dates = new Dates(t.language());
    this.sites = new Sites(t.language());
    this.today = today;
  }

  /**
   * The practice's own host first.
   *
   * @param facts null when the reader is not shown the others
   * @param closed ids of those that the practice's records may be at no more
   */
  List<HostPanel> of(String onPremise, @Nullable PracticeFacts facts, Set<String> closed) {
    if (facts == null) {
      return List.of();
    }
    List<HostPanel> panels = new ArrayList<>();
    boolean told = facts.hosts().stream().anyMatch(one -> one.host().id().equals(onPremise));
    if (!told) {
      panels.add(
          new HostPanel(
              t.text("transfers.onPremise"),
              t.text("practice.host.own"),
              List.of(new Fact("", t.text("practice.certificate.needless")))));
    }
    facts.hosts().forEach(host -> panels.add(panel(host, closed.contains(host.host().id()))));
    return panels;
  }

  private HostPanel panel(AssessedHost host, boolean closed) {
    List<Fact> facts = certificate(host, closed);
    if (closed) {
      facts.add(new Fact("bad", t.text("practice.host.closed")));
    } else if (due(host).filter(this::isOverdue).isPresent()) {
      facts.add(new Fact("bad", t.text("practice.audit.closes")));
    }
    outside(host, facts);
    String kind = t.text(host.host().cloud() ? "practice.host.cloud" : "practice.host.own");
    String where = sites.of(host.host().sheet());
    return new HostPanel(
        host.host().name(),
        where.isEmpty() ? kind : t.text("practice.host.where", kind, where),
        facts);
  }

  private static Optional<LocalDate> due(AssessedHost host) {
    return host.host()
        .sheet()
        .certificate()
        .flatMap(stated -> host.certificate())
        .flatMap(PracticeFacts.Standing::auditDue);
  }

  private boolean isOverdue(LocalDate due) {
    return today.isAfter(due);
  }

  /** How the host's certificate stands, and whether records leave the EEA. */
  List<Fact> facts(AssessedHost host) {
    List<Fact> facts = certificate(host, false);
    outside(host, facts);
    return facts;
  }

  /** Of a host that is closed it is not said when it will be. */
  private List<Fact> certificate(AssessedHost host, boolean closed) {
    List<Fact> facts = new ArrayList<>();
    Optional<Certificate> certificate = host.host().sheet().certificate();
    if (certificate.isPresent()) {
      validity(certificate.get(), closed, facts);
      due(host).ifPresent(due -> audit(due, facts));
    } else {
      facts.add(
          host.host().cloud()
              ? new Fact("bad", t.text("practice.certificate.none"))
              : new Fact("", t.text("practice.certificate.needless")));
    }
    return facts;
  }

  private void outside(AssessedHost host, List<Fact> facts) {
    host.withinEea()
        .filter(within -> !within)
        .ifPresent(outside -> facts.add(new Fact("bad", t.text("practice.outsideEea"))));
  }

  private void validity(Certificate certificate, boolean closed, List<Fact> facts) {
    if (certificate.expires().isEmpty()) {
      facts.add(new Fact("bad", t.text("practice.certificate.unstated", certificate.scheme())));
      return;
    }
    LocalDate end = certificate.expires().get();
    long left = ChronoUnit.DAYS.between(today, end);
    Optional<LocalDate> later = certificate.beginsAfter(today);
    if (later.isPresent()) {
      facts.add(
          new Fact(
              "bad",
              t.text(
                  "practice.certificate.notYet", certificate.scheme(), dates.date(later.get()))));
    } else if (left < 0) {
      facts.add(
          new Fact(
              "bad", t.text("practice.certificate.lapsed", certificate.scheme(), dates.date(end))));
    } else {
      facts.add(
          new Fact(
              "good", t.text("practice.certificate.valid", certificate.scheme(), dates.date(end))));
      for (long days : SOON) {
        if (left <= days && !closed) {
          facts.add(new Fact("bad", t.text("practice.certificate.soon", days)));
          break;
        }
      }
    }
  }

  private void audit(LocalDate due, List<Fact> facts) {
    facts.add(
        isOverdue(due)
            ? new Fact("bad", t.text("practice.audit.overdue", dates.date(due)))
            : new Fact("", t.text("practice.audit.due", dates.date(due))));
  }
}
