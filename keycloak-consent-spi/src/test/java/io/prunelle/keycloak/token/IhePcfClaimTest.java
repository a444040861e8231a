// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Addresses;
import io.prunelle.keycloak.consent.Known;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IhePcfClaimTest {
  private static final Addresses ADDRESSES = new Addresses("https://sso.example.org/realms/sante");

  @Test
  void theConsentInForceIsNamedWithThePolicyItIsAbout() {
    assertThat(Json.write(claim(Decision.PERMIT, null).orElseThrow()))
        .isEqualTo(
            "{\"patient_id\":\"Patient/pat-1\","
                + "\"doc_id\":[\"https://sso.example.org/realms/sante/consent/fhir/Consent/1042\"],"
                + "\"acp\":[\"https://sso.example.org/realms/sante/consent/hostings/"
                + "cabinet-des-lilas@nuage-sante/notices/3\"]}");
  }

  @Test
  void aRefusalIsAConsentTooAndForbidsTheReaderNothing() {
    assertThat(claim(Decision.DENY, null).orElseThrow())
        .containsKey("doc_id")
        .doesNotContainKey("residual");
  }

  @Test
  void withoutADecisionInForceThereIsNoClaim() {
    assertThat(claim(Decision.PERMIT, Examples.NOW.getEpochSecond())).isEmpty();
    assertThat(claim(new Standing(Examples.hosting(3), null))).isEmpty();
  }

  @Test
  void thePatientIsReferredToOnTheServerThatHasTheRecord() {
    assertThat(IhePcfMapper.patient(null, "pat-1")).isEqualTo("Patient/pat-1");
    assertThat(IhePcfMapper.patient("https://records.example/fhir/lilas/", "pat-1"))
        .isEqualTo("https://records.example/fhir/lilas/Patient/pat-1");
  }

  private static Optional<Map<String, Object>> claim(Decision decision, @Nullable Long until) {
    return claim(
        new Standing(
            Examples.hosting(3),
            new Chain(1041, "0".repeat(64))
                .next(Examples.statement(decision, 3, until), Examples.SALT)));
  }

  private static Optional<Map<String, Object>> claim(Standing standing) {
    return IhePcfClaim.of(
        "Patient/pat-1",
        new PatientMapper.Told(Examples.PATIENT, new Known(1042, List.of(standing)), Examples.NOW),
        ADDRESSES);
  }
}
