// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
  private final Routes routes = Routes.of(ConsentAdminResource.class);

  @Test
  void aPathTellsItsMethods() {
    assertThat(routes.allowed("hosts")).containsExactly("GET", "HEAD", "OPTIONS");
    assertThat(routes.allowed("/hosts/nuage/")).containsExactly("GET", "HEAD", "OPTIONS", "PUT");
    assertThat(routes.allowed("hostings/a@b/notices"))
        .containsExactly("GET", "HEAD", "OPTIONS", "POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "host", "hosts/a/b", "hostings/a/notices/1/2", "{elsewhere:.*}"})
  void whatIsNoPathTellsNone(String path) {
    assertThat(routes.allowed(path)).isEmpty();
  }
}
