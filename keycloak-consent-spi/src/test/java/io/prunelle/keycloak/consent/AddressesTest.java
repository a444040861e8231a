// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  private static final Addresses ADDRESSES = new Addresses("https://sso.example/realms/sante");
  private static final HostingId HOSTING = new HostingId("cabinet", "nuage");

  @Test
  void aPolicyIsReadAsItWasWritten() {
    assertThat(ADDRESSES.policy(ADDRESSES.policy(HOSTING, 12)))
        .contains(new Addresses.Policy(HOSTING, 12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/notices/1",
        "https://sso.example/realms/sante/consent/hostings/",
        "https://sso.example/realms/sante/consent/hostings/notices/1",
        "https://sso.example/realms/sante/consent/hostings/cabinet@nuage/notices/",
        "https://sso.example/realms/sante/consent/hostings/cabinet@nuage/notices/0",
        "https://sso.example/realms/sante/consent/hostings/cabinet@nuage/notices/-1",
        "https://sso.example/realms/sante/consent/hostings/cabinet@nuage/notices/99999999999",
        "https://sso.example/realms/sante/consent/hostings/cabinet@nuage/notices/1/notices/1",
        "https://sso.example/realms/sante/consent/hostings/cabinet/notices/1",
        "https://sso.example/realms/sante/consent/hostings/../x@nuage/notices/1",
        "https://sso.example/realms/other/consent/hostings/cabinet@nuage/notices/1",
        "HTTPS://sso.example/realms/sante/consent/hostings/cabinet@nuage/notices/1"
      })
  void whatIsSpeltOtherwiseNamesNoPolicy(String uri) {
    assertThat(ADDRESSES.policy(uri)).isEmpty();
  }
}
