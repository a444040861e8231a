// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.consent.ConsentProviderFactory;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.protocol.ProtocolMapper;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;
import org.keycloak.services.resource.RealmResourceProviderFactory;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;

/** What Keycloak finds in the jar. The ids are a contract: realms are configured with them. */
class RegistrationTest {

  @Test
  void keycloakFindsTheSpiAndItsDefaultProvider() {
    assertThat(ours(Spi.class)).extracting(Spi::getName).containsExactly("hosting-consent");
    assertThat(ids(ConsentProviderFactory.class)).containsExactly("jpa");
    assertThat(ids(JpaEntityProviderFactory.class)).containsExactly("prunelle");
  }

  @Test
  void keycloakFindsTheQuestionTheMapperAndTheResources() {
    assertThat(ids(RequiredActionFactory.class))
        .containsExactly("hosting-consent", "emergency-notice");
    assertThat(ids(ProtocolMapper.class))
        .containsExactly(
            "prunelle-fhir-user-mapper",
            "prunelle-hosting-consent-mapper",
            "prunelle-ihe-pcf-mapper",
            "prunelle-launch-patient-mapper",
            "prunelle-guardian-mapper",
            "prunelle-staff-mapper");
    assertThat(ids(RealmResourceProviderFactory.class)).containsExactly("consent");
    assertThat(ids(AdminRealmResourceProviderFactory.class)).containsExactly("consent");
  }

  private static <F extends ProviderFactory<?>> List<String> ids(Class<F> type) {
    return ours(type).stream().map(ProviderFactory::getId).toList();
  }

  private static <T> List<T> ours(Class<T> type) {
    return ServiceLoader.load(type).stream()
        .filter(service -> service.type().getName().startsWith("io.prunelle."))
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
