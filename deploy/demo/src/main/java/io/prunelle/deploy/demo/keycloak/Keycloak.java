// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import io.prunelle.deploy.demo.http.Rest;
import io.prunelle.deploy.demo.process.Programs;
import io.prunelle.deploy.demo.process.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs the server. */
public final class Keycloak {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String LOOPBACK = "127.0.0.1";

  private Keycloak() {}

  /**
   * Where the server listens and what it needs.
   *
   * @param admin of the realm {@code master}, created at the first start
   */
  public record Settings(
      int port,
      int managementPort,
      String jdbcUrl,
      String databaseUser,
      String databasePassword,
      String admin,
      String adminPassword) {

    /** The address for browsers and clients. */
    public String url() {
      return "http://" + LOOPBACK + ":" + port;
    }
  }

  /** Returns once the server is ready. */
  public static Running start(
      Installation installation, Settings settings, Path log, Programs programs) throws Exception {
    Running running =
        programs.start(
            installation.launch(
                "keycloak",
                "start",
                List.of(
                    "--optimized",
                    // Else it would look for other members of a cluster on the network
                    "--cache=local",
                    "--http-enabled=true",
                    "--http-host=" + LOOPBACK,
                    "--http-port=" + settings.port(),
                    "--http-management-host=" + LOOPBACK,
                    "--http-management-port=" + settings.managementPort(),
                    "--hostname=" + settings.url(),
                    // Says twice a second that it is not ready yet.
                    "--log-level=info,io.smallrye.health:error",
                    "--db-pool-initial-size=2",
                    "--db-pool-max-size=20"),
                Map.of(
                    "KC_DB_URL", settings.jdbcUrl(),
                    "KC_DB_USERNAME", settings.databaseUser(),
                    "KC_DB_PASSWORD", settings.databasePassword(),
                    "KC_BOOTSTRAP_ADMIN_USERNAME", settings.admin(),
                    "KC_BOOTSTRAP_ADMIN_PASSWORD", settings.adminPassword(),
                    "JAVA_OPTS_KC_HEAP", "-Xms256m -Xmx512m",
                    "JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1"),
                log));
    Rest management = Rest.at("http://" + LOOPBACK + ":" + settings.managementPort());
    running.await(PATIENCE, () -> management.answers("/health/ready"));
    programs.rememberDescendants(running);
    return running;
  }
}
