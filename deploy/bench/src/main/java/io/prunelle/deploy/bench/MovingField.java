// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.prunelle.deploy.demo.Modules;
import io.prunelle.deploy.demo.files.JournalKey;
import io.prunelle.deploy.demo.process.Programs;
import io.prunelle.deploy.demo.process.Running;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** All that runs when records are moved: two real hosts, a realm, a gateway. */
record MovingField(
    StandInRealm realm,
    Journal journal,
    FhirServers servers,
    Contestant gateway,
    PeakMemory memory,
    Programs programs)
    implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * With nothing moved yet.
   *
   * @param patients none of whom has decided
   */
  static MovingField start(
      Vertx vertx, Modules modules, Programs programs, Options options, int patients)
      throws Exception {
    Path directory = options.directory();
    int base = options.portBase();
    StandInRealm realm = StandInRealm.start(vertx, base + 4, patients);
    Journal journal =
        Journal.start(programs, directory, modules.root().resolve("deploy/demo/target"), base + 5);
    programs.hold(journal::stop);
    FhirServers servers = FhirServers.start(modules, programs, options);
    JournalKey.draw(GatewayProgram.key(options), directory.resolve("journal.pub.pem"));
    GatewayProgram program =
        GatewayProgram.configured(
            modules,
            options,
            base,
            realm,
            journal,
            new GatewayProgram.Hosts(servers.cloud().base(), servers.onPremise().base()));
    programs.run(program.migrate());
    Path collections = directory.resolve("gateway-gc.log");
    Running running =
        programs
            .start(program.serve(List.of(PeakMemory.logging(collections))))
            .await(PATIENCE, () -> Field.listens(base));
    long pid = running.handle().pid();
    return new MovingField(
        realm,
        journal,
        servers,
        new Contestant(
            Field.GATEWAY,
            base,
            "/fhir/" + StandInRealm.PRACTICE,
            new ProcessTree(pid),
            journal.process()),
        new PeakMemory(pid, collections),
        programs);
  }

  @Override
  public void close() {
    programs.end();
  }
}
