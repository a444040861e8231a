// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who a verified token speaks for.
 *
 * @param subject the user in the realm ({@code sub})
 * @param name for display; falls back to the user name, then the subject; of a service, the client
 * @param roles realm roles
 * @param practices aliases of the organizations the user is a member of
 * @param patientId FHIR id of the caller's own Patient; null for who is not a patient
 * @param staffOf aliases of the practices where the caller works, as the claim {@code staff_of} has
 *     it; null without the claim
 * @param wards by FHIR id, the patients whose guardian the caller is
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
    @Nullable Set<String> staffOf,
    Map<String, Ward> wards,
    Set<String> scopes,
    @Nullable String client,
    @Nullable String tokenId,
    boolean service,
    @Nullable ConsentClaim consent) {

  /**
   * A patient that the caller is the guardian of, as the claim {@code guardian_of} has it.
   *
   * @param practices aliases of the practices that the ward is a patient of
   * @param until when the guardianship ends by itself, as a minor comes of age; null for never
   */
  public record Ward(Set<String> practices, @Nullable Instant until) {
    boolean holds(String practice, Instant now) {
      return practices.contains(practice) && (until == null || now.isBefore(until));
    }
  }

  /**
   * Whether the caller has a role of the realm as one of a practice's staff. Patients are members
   * of their practices like those who work there, and roles are the realm's: so who is a patient
   * has none but where {@code staff_of} says so. Without that claim who is no patient works
   * wherever they are a member.
   */
  public boolean is(String role, String practice) {
    return practices.contains(practice)
        && roles.contains(role)
        && (staffOf == null ? patientId == null : staffOf.contains(practice));
  }

  /** FHIR ids of the patients whose guardian the caller is now, in this practice. */
  public Set<String> wards(String practice, Instant now) {
    return wards.entrySet().stream()
        .filter(ward -> ward.getValue().holds(practice, now))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The claim {@code hosting_consent}: of the decisions in it none counts, but what the ledger has.
   *
   * @param ledger position up to which the token knows
   */
  public record ConsentClaim(long ledger) {}
}
