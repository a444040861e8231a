// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Authentication;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Paper;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a patient answers to a question.
 *
 * @param notice the version shown; null when the caller does not say
 * @param text which of the version's texts was shown
 * @param reason of an objection; null otherwise
 */
public record Answer(
    HostingId hosting,
    Decision decision,
    @Nullable Integer notice,
    Shown text,
    @Nullable String reason,
    Given given) {
  /** The longest reason of an objection, and the longest answer to one, in characters. */
  public static final int LONGEST_REASON = 4_000;

  /**
   * The text shown, as far as the caller says.
   *
   * @param language its language; null for the first of {@code wanted} that there is
   * @param digest its digest; null when the caller does not say
   * @param described digest of what was shown beside it; null when the caller does not say
   */
  public record Shown(
      @Nullable String language,
      @Nullable String digest,
      List<String> wanted,
      @Nullable String described) {
    /** As far as the notice's text goes. */
    public Shown(@Nullable String language, @Nullable String digest, List<String> wanted) {
      this(language, digest, wanted, null);
    }

    boolean differs(Described current) {
      return described != null && !described.equals(current.digest());
    }
  }

  /**
   * The circumstances of the answer.
   *
   * @param paper the document it was given on, null unless on paper
   * @param latest when the answer runs out at the latest; null for not earlier than the hosting
   *     says
   */
  public record Given(
      Instant at,
      Channel channel,
      Author by,
      Authentication authentication,
      @Nullable Paper paper,
      @Nullable Instant latest) {
    /** Given on a screen, for as long as the hosting says. */
    public Given(Instant at, Channel channel, Author by, Authentication authentication) {
      this(at, channel, by, authentication, null, null);
    }
  }
}
