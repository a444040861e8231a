// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import io.prunelle.deploy.demo.http.Rest;
import java.io.IOException;
import java.time.Duration;

/** The administrator's access token, fetched anew well before it expires (after a minute). */
final class AdminToken implements Rest.Authorization {

  private static final long LIFE_NANOS = Duration.ofSeconds(30).toNanos();

  private final TokenEndpoint master;
  private final Keycloak.Settings settings;
  private String header = "";
  private long fetchedAt;

  AdminToken(Keycloak.Settings settings) {
    this.master = new TokenEndpoint(settings.url(), "master");
    this.settings = settings;
  }

  @Override
  public synchronized String header() throws IOException, InterruptedException {
    if (header.isEmpty() || System.nanoTime() - fetchedAt > LIFE_NANOS) {
      fetchedAt = System.nanoTime();
      header = "Bearer " + master.password("admin-cli", settings.admin(), settings.adminPassword());
    }
    return header;
  }
}
