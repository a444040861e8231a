// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.prunelle.deploy.demo.Modules;
import io.prunelle.deploy.demo.process.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A gateway as it is delivered, with one practice that has a cloud host and one on premise. */
record GatewayProgram(Modules modules, Options options, Path configuration) {

  /** Addresses of the practice's hosts. */
  record Hosts(String cloud, String onPremise) {}

  static GatewayProgram configured(
      Modules modules, Options options, int port, StandInRealm realm, Journal journal, Hosts hosts)
      throws IOException {
    Path configuration =
        Files.writeString(
            options.directory().resolve("gateway-" + port + ".yaml"),
            """
            gateway:
              public-url: "http://127.0.0.1:%d"
              listen: { host: 127.0.0.1, port: %d }
              management: { host: 127.0.0.1, port: 0 }
              database: { host: 127.0.0.1, port: %d, name: %s, user: %s, password: %s }
              migration: { user: %s, password: %s }
              token: { issuer: "%s", audience: prunelle-gateway, algorithm: RS256 }
              consent: { client-id: gateway, client-secret: bench }
              page: { client-id: page, client-secret: bench }
              journal: { key: "%s" }
              hosts:
                - { id: %s, kind: cloud, url: "%s", certificate: { expires: %s } }
                - { id: %s, kind: on-premise, url: "%s" }
              practices:
                - { id: %s, on-premise: %s, cloud: %s }
            """
                .formatted(
                    port,
                    port,
                    journal.port(),
                    journal.name(),
                    Journal.GATEWAY,
                    Journal.PASSWORD,
                    Journal.OWNER,
                    Journal.PASSWORD,
                    realm.issuer(),
                    key(options),
                    StandInRealm.CLOUD,
                    hosts.cloud(),
                    LocalDate.now(ZoneOffset.UTC).plusYears(1),
                    StandInRealm.ON_PREMISE,
                    hosts.onPremise(),
                    StandInRealm.PRACTICE,
                    StandInRealm.ON_PREMISE,
                    StandInRealm.CLOUD));
    return new GatewayProgram(modules, options, configuration);
  }

  /** What journals are signed with. */
  static Path key(Options options) {
    return options.directory().resolve("journal.pem");
  }

  Launch migrate() throws Exception {
    return launch("migrate", Modules.MEMORY);
  }

  Launch serve() throws Exception {
    return serve(List.of());
  }

  /**
   * The same with further options for its JVM.
   *
   * @param java before those that the benchmark was asked for
   */
  Launch serve(List<String> java) throws Exception {
    List<String> all = new ArrayList<>(Modules.MEMORY);
    all.addAll(java);
    all.addAll(options.gatewayJava());
    return launch("serve", all);
  }

  private Launch launch(String command, List<String> java) throws Exception {
    return new Launch(
        Field.GATEWAY,
        modules.java(
            "gateway",
            java,
            "io.prunelle.gateway.Gateway",
            List.of(command, "--config", configuration.toString())),
        Path.of(configuration.toString().replace(".yaml", "-" + command + ".log")));
  }
}
