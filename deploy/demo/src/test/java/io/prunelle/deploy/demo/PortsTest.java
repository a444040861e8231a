// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {

  @Test
  void theDemoStandsAt8400() throws Refusal {
    assertThat(Ports.of(Map.of()).gateway()).isEqualTo(8400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "80", "1023", "65528", "-1", "123456"})
  void aBaseThatCannotBeIsRefused(String base) {
    assertThatThrownBy(() -> Ports.of(Map.of("PRUNELLE_PORT_BASE", base)))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("PRUNELLE_PORT_BASE: ");
  }

  @Test
  void aTakenPortIsNamedWithWhatToChange() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ports ports = new Ports(taken.getLocalPort() - 2);

      assertThatThrownBy(ports::checkFree)
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " (Keycloak) is taken")
          .hasMessageContaining("PRUNELLE_PORT_BASE");
    }
  }
}
