// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a host says of itself (FHIR R4, http.html#capabilities), kept for a while: it is megabytes,
 * and every transfer asks for it. Used from one context alone.
 */
public final class HostOffer {

  private static final Duration KEPT = Duration.ofMinutes(10);

  private final InstantSource clock;
  private @Nullable Future<Optional<Capabilities>> said;
  private Instant asked = Instant.EPOCH;
  private boolean stated;

  public HostOffer(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * What it says; empty if it says nothing. One that has said something before, and does not any
   * more, has not become another: it fails as what refuses a request.
   */
  Future<Optional<Capabilities>> of(HostDialogue dialogue) {
    Future<Optional<Capabilities>> known = said;
    if (known == null || known.failed() || asked.plus(KEPT).isBefore(clock.instant())) {
      asked = clock.instant();
      known =
          dialogue.read(
              "metadata",
              answer ->
                  HostDialogue.NOT_OFFERED.contains(answer.status()) && !stated
                      ? Optional.empty()
                      : Optional.of(HostDialogue.whole(Capabilities::of).apply(answer)));
      known.onSuccess(statement -> stated |= statement.isPresent());
      said = known;
    }
    return known;
  }
}
