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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that runs: the upstream, who stands before it, and what the gateway needs.
 *
 * @param grown a journal that is to grow, of a gateway of its own; null when none is to
 */
record Field(
    StandInRealm realm,
    Journal journal,
    @Nullable Journal grown,
    List<Contestant> contestants,
    Programs programs)
    implements AutoCloseable {

  static final String NGINX = "nginx";
  static final String GATEWAY = "gateway";
  static final String GROWN = "gateway, grown";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static Field start(Vertx vertx, Modules modules, Programs programs, Options options)
      throws Exception {
    int base = options.portBase();
    int upstream = base + 1;
    int loops = Runtime.getRuntime().availableProcessors();
    started(modules, programs, options, "upstream", upstream, Upstream.class, List.of());
    List<Contestant> contestants = new ArrayList<>();
    Optional<Path> nginx = Nginx.installed();
    if (nginx.isEmpty() && options.of().contains(NGINX)) {
      throw new IOException("nginx is not installed");
    }
    if (nginx.isPresent() && options.measures(NGINX)) {
      Running running =
          Nginx.start(nginx.get(), programs, options.directory(), base + 2, upstream)
              .await(PATIENCE, () -> listens(base + 2));
      contestants.add(contestant(NGINX, base + 2, running));
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
    // As many again, whom nobody asks for before the caches are to be cold
    StandInRealm realm = StandInRealm.start(vertx, base + 4, 2 * options.patients());
    realm.decided(2 * options.patients());
    Journal journal =
        Journal.start(
            programs, options.directory(), modules.root().resolve("deploy/demo/target"), base + 5);
    programs.hold(journal::stop);
    JournalKey.draw(GatewayProgram.key(options), options.directory().resolve("journal.pub.pem"));
    Contestant gateway = gateway(GATEWAY, base, modules, programs, options, realm, journal);
    if (options.measures(GATEWAY)) {
      contestants.add(gateway);
    }
    Journal grown = null;
    if (!options.grown().isEmpty()) {
      grown = journal.other();
      contestants.add(gateway(GROWN, base + 6, modules, programs, options, realm, grown));
    }
    return new Field(realm, journal, grown, contestants, programs);
  }

  Contestant contestant(String name) {
    return contestants.stream()
        .filter(contestant -> contestant.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Contestant gateway(
      String name,
      int port,
      Modules modules,
      Programs programs,
      Options options,
      StandInRealm realm,
      Journal journal)
      throws Exception {
    String upstream = "http://127.0.0.1:" + (options.portBase() + 1);
    GatewayProgram program =
        GatewayProgram.configured(
            modules,
            options,
            port,
            realm,
            journal,
            // Nobody's record is on premise; no two hosts may be one server
            new GatewayProgram.Hosts(upstream + "/fhir", upstream + "/on-premise"));
    programs.run(program.migrate());
    journal.place(2 * options.patients());
    Running running = programs.start(program.serve()).await(PATIENCE, () -> listens(port));
    return new Contestant(
        name,
        port,
        "/fhir/" + StandInRealm.PRACTICE,
        new ProcessTree(running.handle().pid()),
        journal.process());
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

  static boolean listens(int port) {
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
