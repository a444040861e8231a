// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import io.prunelle.keycloak.consent.Addresses;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.ledger.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The extension {@code ihe_pcf} of access tokens, IHE PCF 1.1.0, 3.71.4.2.2.1.4.
 *
 * <p>There is no {@code residual}: where a record is hosted forbids its reader nothing.
 */
final class IhePcfClaim {
  private IhePcfClaim() {}

  /**
   * The patient and the Consents in force.
   *
   * @param patient a reference to the FHIR Patient
   * @return empty without a decision in force: {@code doc_id} is required
   */
  static Optional<Map<String, Object>> of(
      String patient, PatientMapper.Told told, Addresses addresses) {
    List<String> documents = new ArrayList<>();
    Set<String> policies = new LinkedHashSet<>();
    for (Standing standing : told.known().standings()) {
      Optional<Entry> entry = standing.inForce(told.now());
      if (entry.isPresent()) {
        HostingId hosting = standing.hosting().id();
        documents.add(addresses.consent(entry.get().position()));
        policies.add(addresses.policy(hosting, entry.get().statement().notice()));
      }
    }
    if (documents.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> claim = new LinkedHashMap<>();
    claim.put("patient_id", patient);
    claim.put("doc_id", documents);
    claim.put("acp", List.copyOf(policies));
    return Optional.of(claim);
  }
}
