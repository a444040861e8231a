// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import io.prunelle.keycloak.patient.Subject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The claim {@code guardian_of}: wards by their FHIR Patient id. */
final class GuardianClaim {

  /** A token is sent with every request, and servers bound what they take of it. */
  static final int MOST = 32;

  private GuardianClaim() {}

  static Map<String, Object> of(List<Subject> wards) {
    Map<String, Object> claim = new LinkedHashMap<>();
    wards.stream().limit(MOST).forEach(ward -> claim.put(ward.patient().id(), ward(ward)));
    return claim;
  }

  private static Map<String, Object> ward(Subject ward) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("practices", ward.patient().practices().stream().sorted().toList());
    Instant latest = ward.latest();
    if (latest != null) {
      told.put("until", latest.getEpochSecond());
    }
    return told;
  }
}
