// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Certificate;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.NextPage;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether the host where a record lives may be used now: what the patient decided, what is known of
 * that, and the host's certificate, put together. The caller gets no hint of why not.
 */
final class Openness {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Clock clock;

  /** With the clock that certificates lapse by. */
  Openness(Clock clock) {
    this.clock = clock;
  }

  /** Fails with the refusal, as does everything from here on. */
  Future<Void> check(OnRecord interaction, Host host, @Nullable Standing standing) {
    if (interaction instanceof NextPage page && !continues(page, host, standing)) {
      return Future.failedFuture(new Refusal.NotFound("page-gone").refused());
    }
    Refusal refusal = host.kind() == HostKind.ON_PREMISE ? null : refusal(standing);
    return refusal == null ? certified(host) : Future.failedFuture(refusal.refused());
  }

  private @Nullable Refusal refusal(@Nullable Standing standing) {
    if (standing == null || !standing.permitted()) {
      return closed("consent-not-in-force");
    } else if (!standing.fresh()) {
      return closed("ledger-not-followed");
    }
    return null;
  }

  /** Fails when the host may not be used for anybody's record. */
  Future<Void> certified(Host host) {
    LocalDate today = LocalDate.now(clock);
    Certificate certificate = host.certificate();
    if (certificate == null || !host.lapsed(today)) {
      return Future.succeededFuture();
    }
    String reason = certificate.lapsed(today) ? "certificate-lapsed" : "audit-overdue";
    return Future.failedFuture(closed(reason).refused());
  }

  /** A page means something to the host that gave it, under the decision it was given under. */
  private static boolean continues(NextPage page, Host host, @Nullable Standing standing) {
    Long decision = standing == null ? null : standing.entry();
    return page.host().equals(host.id()) && Objects.equals(page.decision(), decision);
  }

  static Refusal closed(String reason) {
    return new Refusal.RecordUnavailable(reason, RETRY_AFTER);
  }
}
