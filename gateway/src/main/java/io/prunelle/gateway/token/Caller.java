// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a verified token speaks for.
 *
 * @param subject the user in the realm ({@code sub})
 * @param name for display; falls back to the user name, then the subject; of a service, the client
 * @param roles realm roles
 * @param practices aliases of the organizations the user is a member of
 * @param patientId FHIR id of the caller's own Patient; null for who is not a patient
 * @param scopes granted scopes
 * @param client the application ({@code azp}); null when the token names none
 * @param tokenId {@code jti}; null when the token has none
 * @param service whether it is the client itself that acts, for nobody in particular
 * @param consent what the token knows of the ledger; null without the claim
 */
public record Caller(
    String subject,
    String name,
    Set<String> roles,
    Set<String> practices,
    @Nullable String patientId,
    Set<String> scopes,
    @Nullable String client,
    @Nullable String tokenId,
    boolean service,
    @Nullable ConsentClaim consent) {

  /**
   * The claim {@code hosting_consent}.
   *
   * @param ledger position up to which the token knows
   * @param decisions entry position per hosting
   */
  public record ConsentClaim(long ledger, Map<String, Long> decisions) {}
}
