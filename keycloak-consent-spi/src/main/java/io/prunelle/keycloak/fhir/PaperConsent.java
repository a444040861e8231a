// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.ledger.Authentication;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Paper;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Consent that was signed on paper, read.
 *
 * @param path where it stands in the document
 * @param language of the text that was printed
 * @param latest when the decision runs out at the latest; null for not earlier than the hosting
 *     says
 */
public record PaperConsent(
    String path,
    Patient patient,
    HostingId hosting,
    Decision decision,
    int notice,
    String language,
    Paper paper,
    @Nullable Instant latest) {

  /**
   * The answer that it is.
   *
   * @param by who records it, and under which authentication
   */
  public Answer answer(Instant at, Author by, Authentication authentication) {
    return new Answer(
        hosting,
        decision,
        notice,
        new Answer.Shown(language, null, List.of()),
        null,
        new Answer.Given(at, Channel.PAPER, by, authentication, paper, latest));
  }
}
