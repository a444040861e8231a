// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Authentication;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a patient answers to a question.
 *
 * @param notice the version shown; null when the caller does not say
 * @param text which of the version's texts was shown
 */
public record Answer(
    HostingId hosting, Decision decision, @Nullable Integer notice, Shown text, Given given) {

  /**
   * The text shown, as far as the caller says.
   *
   * @param language its language; null for the first of {@code wanted} that there is
   * @param digest its digest; null when the caller does not say
   */
  public record Shown(@Nullable String language, @Nullable String digest, List<String> wanted) {}

  /** The circumstances of the answer. */
  public record Given(Instant at, Channel channel, Author by, Authentication authentication) {}
}
