// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
  private static final Map<String, Object> STATEMENT =
      new Capabilities("https://sso.example.org/realms/sante").statement();

  @Test
  void itIsACapabilityStatement() {
    assertThat(R4.errors(STATEMENT)).isEmpty();
  }

  @Test
  void itClaimsWhatIsServedAndNoMore() {
    CapabilityStatement statement = R4.read(CapabilityStatement.class, STATEMENT);
    CapabilityStatementRestResourceComponent consent =
        statement.getRestFirstRep().getResourceFirstRep();

    assertThat(statement.getRest()).hasSize(1);
    assertThat(statement.getRestFirstRep().getResource()).hasSize(1);
    assertThat(statement.getRestFirstRep().hasOperation()).isFalse();
    assertThat(statement.getImplementation().getUrl())
        .isEqualTo("https://sso.example.org/realms/sante/consent/fhir");
    assertThat(consent.getType()).isEqualTo("Consent");
    assertThat(consent.getInteraction())
        .extracting(interaction -> interaction.getCode().toCode())
        .containsExactly("read", "search-type");
    assertThat(consent.getSearchParam())
        .extracting(
            CapabilityStatement.CapabilityStatementRestResourceSearchParamComponent::getName)
        .containsExactly("patient", "status");
    assertThat(statement.getFormat()).noneMatch(format -> format.getValue().contains("xml"));
  }
}
