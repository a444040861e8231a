// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class SameOriginTest {

  @Test
  void anOriginHasNoPathAndNoDefaultPort() {
    assertThat(SameOrigin.origin(URI.create("https://sante.example:443/a/b")))
        .isEqualTo("https://sante.example");
    assertThat(SameOrigin.origin(URI.create("http://127.0.0.1:8402/realms/sante")))
        .isEqualTo("http://127.0.0.1:8402");
    assertThat(SameOrigin.origin(URI.create("https://sante.example:80")))
        .isEqualTo("https://sante.example:80");
  }

  /** However operators write it. */
  @Test
  void anOriginIsInLowerCaseAsBrowsersWriteIt() {
    for (String url :
        new String[] {
          "https://Sante.Example", "HTTPS://SANTE.EXAMPLE/Page", "Https://sante.Example:443"
        }) {
      assertThat(SameOrigin.origin(URI.create(url))).isEqualTo("https://sante.example");
    }
    assertThat(SameOrigin.origin(URI.create("HTTP://Localhost:80"))).isEqualTo("http://localhost");
  }
}
