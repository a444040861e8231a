// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.prunelle.deploy.demo.Modules;
import io.prunelle.deploy.demo.files.JournalKey;
import io.prunelle.deploy.demo.process.Launch;
import io.prunelle.deploy.demo.process.Programs;
import io.prunelle.deploy.demo.process.Running;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that runs: the upstream, who stands before it, and what the gateway needs. */
record Field(StandInRealm realm, Journal journal, List<Contestant> contestants, Programs programs)
    implements AutoCloseable {

  static final String GATEWAY = "gateway";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static Field start(Vertx vertx, Modules modules, Programs programs, Options options)
      throws Exception {
    int base = options.portBase();
    int upstream = base + 1;
    int loops = Runtime.getRuntime().availableProcessors();
    started(modules, programs, options, "upstream", upstream, Upstream.class, List.of());
    List<Contestant> contestants = new ArrayList<>();
    Optional<Path> nginx = Nginx.installed();
    if (nginx.isPresent() && options.measures("nginx")) {
      Running running =
          Nginx.start(nginx.get(), programs, options.directory(), base + 2, upstream)
              .await(PATIENCE, () -> listens(base + 2));
      contestants.add(contestant("nginx", base + 2, running));
    }
    if (options.measures(Figures.BASELINE)) {
      contestants.add(
          contestant(
              Figures.BASELINE,
              base + 3,
              started(
                  modules,
                  programs,
                  options,
                  "bare",
                  base + 3,
                  BareProxy.class,
                  List.of(Integer.toString(upstream), Integer.toString(loops)))));
    }
    StandInRealm realm = StandInRealm.start(vertx, base + 4, options.patients());
    Journal journal =
        Journal.start(
            programs, options.directory(), modules.root().resolve("deploy/demo/target"), base + 5);
    programs.hold(journal::stop);
    Path configuration = configuration(options, realm, upstream);
    programs.run(gateway(modules, options, "migrate", configuration));
    journal.place(options.patients());
    Running running =
        programs
            .start(gateway(modules, options, "serve", configuration))
            .await(PATIENCE, () -> listens(base));
    if (options.measures(GATEWAY)) {
      contestants.add(
          new Contestant(
              GATEWAY,
              base,
              "/fhir/" + StandInRealm.PRACTICE,
              new ProcessTree(running.handle().pid()),
              journal.process()));
    }
    return new Field(realm, journal, contestants, programs);
  }

  private static Contestant contestant(String name, int port, Running running) {
    return new Contestant(name, port, "/fhir", new ProcessTree(running.handle().pid()), null);
  }

  private static Running started(
      Modules modules,
      Programs programs,
      Options options,
      String name,
      int port,
      Class<?> program,
      List<String> further)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(Integer.toString(port)));
    arguments.addAll(further);
    return programs
        .start(
            new Launch(
                name,
                modules.java("deploy/bench", Modules.MEMORY, program.getName(), arguments),
                options.directory().resolve(name + ".log")))
        .await(PATIENCE, () -> listens(port));
  }

  private static Launch gateway(
      Modules modules, Options options, String command, Path configuration) throws Exception {
    List<String> java = new ArrayList<>(Modules.MEMORY);
    if (command.equals("serve")) {
      java.addAll(options.gatewayJava());
    }
    return new Launch(
        GATEWAY,
        modules.java(
            "gateway",
            java,
            "io.prunelle.gateway.Gateway",
            List.of(command, "--config", configuration.toString())),
        options.directory().resolve("gateway-" + command + ".log"));
  }

  private static Path configuration(Options options, StandInRealm realm, int upstream)
      throws IOException {
    int base = options.portBase();
    Path key = options.directory().resolve("journal.pem");
    JournalKey.draw(key, options.directory().resolve("journal.pub.pem"));
    return Files.writeString(
        options.directory().resolve("gateway.yaml"),
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
            - { id: %s, kind: cloud, url: "http://127.0.0.1:%d/fhir", certificate: { expires: 2099-12-31 } }
            - { id: %s, kind: on-premise, url: "http://127.0.0.1:%d/fhir" }
          practices:
            - { id: %s, on-premise: %s, cloud: %s }
        """
            .formatted(
                base,
                base,
                base + 5,
                Journal.NAME,
                Journal.GATEWAY,
                Journal.PASSWORD,
                Journal.OWNER,
                Journal.PASSWORD,
                realm.issuer(),
                key,
                StandInRealm.CLOUD,
                upstream,
                StandInRealm.ON_PREMISE,
                upstream,
                StandInRealm.PRACTICE,
                StandInRealm.ON_PREMISE,
                StandInRealm.CLOUD));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    programs.end();
  }
}
