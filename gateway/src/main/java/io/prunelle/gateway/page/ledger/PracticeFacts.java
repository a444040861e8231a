// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A practice as the realm shows it to the practice's consent officers.
 *
 * @param namesKept how long after their account was deleted patients are named in the ledger; empty
 *     when not told
 */
public record PracticeFacts(
    Controller practice,
    List<AssessedHost> hosts,
    List<Arrangement> hostings,
    Optional<Period> namesKept) {

  /** The data controller. What its organization does not say is empty. */
  public record Controller(String id, String name, String address, String email) {}

  /**
   * A host with what follows from its sheet today.
   *
   * @param certificate how it stands; empty for a host without one
   * @param withinEea whether all records are kept in the European Economic Area; empty when not
   *     told
   */
  public record AssessedHost(
      Host host, Optional<Standing> certificate, Optional<Boolean> withinEea) {}

  /**
   * How a certificate stands.
   *
   * @param daysLeft until the last day it holds, negative afterwards
   * @param auditDue last day for the next surveillance audit; empty when no more is due
   */
  public record Standing(State state, long daysLeft, Optional<LocalDate> auditDue) {}

  /** {@code OTHER} stands for a state that this page does not know. */
  public enum State {
    NOT_YET_VALID,
    VALID,
    AUDIT_DUE,
    LAPSES_SOON,
    LAPSED,
    OTHER
  }

  /**
   * One hosting.
   *
   * @param host id of its host
   * @param validity ISO 8601 period for which a permission lasts; empty for no end
   */
  public record Arrangement(
      String id,
      String host,
      Hosting.LegalBasis legalBasis,
      Hosting.Status status,
      List<Prose> purposes,
      String validity,
      Optional<Notice> notice,
      Counts counts) {}

  /** The current notice, its titles by language. */
  public record Notice(long version, Optional<Instant> publishedAt, Map<String, String> titles) {}

  /**
   * How many patients stand where, in whole steps.
   *
   * @param step what the numbers are multiples of; one that is nought stands for fewer than that
   * @param undecided empty when it is not known how many patients there are
   */
  public record Counts(
      Optional<Instant> asOf,
      long step,
      Map<Decision.Kind, Long> decisions,
      long expired,
      Optional<Long> undecided) {}

  /** The hostings that have not ended for good. */
  public List<Arrangement> goingOn() {
    return hostings.stream().filter(one -> one.status() != Hosting.Status.ENDED).toList();
  }

  /** The host of a hosting; empty when the realm does not tell of it. */
  public Optional<AssessedHost> hostOf(Arrangement hosting) {
    return hosts.stream().filter(one -> one.host().id().equals(hosting.host())).findFirst();
  }

  static PracticeFacts from(Object json) {
    Fields facts = Fields.of(json);
    Fields practice = facts.inner("practice");
    return new PracticeFacts(
        new Controller(
            practice.text("id"),
            practice.text("name"),
            practice.text("address"),
            practice.text("email")),
        facts.list("hosts", PracticeFacts::host),
        facts.list("hostings", PracticeFacts::arrangement),
        facts.period("namesKept"));
  }

  private static AssessedHost host(Object json) {
    Fields host = Fields.of(json);
    Fields assessment = host.inner("assessment");
    Fields standing = assessment.inner("certificate");
    return new AssessedHost(
        Host.from(host),
        assessment.has("certificate")
            ? Optional.of(
                new Standing(
                    Names.named(State.class, standing.text("state"), State.OTHER),
                    standing.number("daysLeft").orElse(0L),
                    standing.date("auditDue")))
            : Optional.empty(),
        assessment.flag("withinEea"));
  }

  private static Arrangement arrangement(Object json) {
    Fields told = Fields.of(json);
    Fields hosting = told.inner("hosting");
    Fields notice = told.inner("notice");
    return new Arrangement(
        hosting.text("id"),
        hosting.text("host"),
        Names.named(Hosting.LegalBasis.class, hosting.text("legalBasis"), Hosting.LegalBasis.OTHER),
        Names.named(Hosting.Status.class, hosting.text("status"), Hosting.Status.OTHER),
        hosting.list("purposes", Prose::from),
        hosting.text("validity"),
        told.has("notice")
            ? Optional.of(
                new Notice(
                    notice.number("version").orElse(0L),
                    notice.instant("publishedAt"),
                    notice.texts("titles")))
            : Optional.empty(),
        counts(told.inner("counts")));
  }

  private static Counts counts(Fields counts) {
    Map<Decision.Kind, Long> decisions = new EnumMap<>(Decision.Kind.class);
    Fields told = counts.inner("decisions");
    for (Decision.Kind kind : Decision.Kind.values()) {
      told.number(kind.name()).ifPresent(count -> decisions.put(kind, count));
    }
    return new Counts(
        counts.instant("asOf"),
        counts.number("step").orElse(1L),
        decisions,
        counts.number("expired").orElse(0L),
        counts.number("undecided"));
  }
}
