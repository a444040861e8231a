// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import io.prunelle.keycloak.consent.Known;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.ledger.Entry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The claim {@code hosting_consent}: decisions in force, by hosting. */
final class HostingConsentClaim {
  static final String NAME = "hosting_consent";

  private HostingConsentClaim() {}

  static Map<String, Object> of(Known known, Instant now) {
    Map<String, Object> hostings = new LinkedHashMap<>();
    for (Standing standing : known.standings()) {
      standing
          .inForce(now)
          .ifPresent(entry -> hostings.put(standing.hosting().id().toString(), decision(entry)));
    }
    return Map.of("ledger", known.ledger(), "hostings", hostings);
  }

  private static Map<String, Object> decision(Entry entry) {
    Map<String, Object> decision = new LinkedHashMap<>();
    decision.put("decision", entry.statement().decision().name());
    decision.put("notice", entry.statement().notice());
    if (entry.statement().until() != null) {
      decision.put("until", entry.statement().until());
    }
    decision.put("entry", entry.position());
    return decision;
  }
}
