// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.prunelle.deploy.demo.Modules;
import io.prunelle.deploy.demo.postgres.Binaries;
import io.prunelle.deploy.demo.postgres.Cluster;
import io.prunelle.deploy.demo.process.Launch;
import io.prunelle.deploy.demo.process.Programs;
import io.prunelle.deploy.demo.process.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Two real hosts, HAPI FHIR JPA servers on a PostgreSQL of their own, as the demo has them.
 *
 * @param process of both
 * @param database of both
 */
record FhirServers(Server cloud, Server onPremise, ProcessTree process, ProcessTree database) {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** One of them. */
  record Server(String id, int port, Path accessLog) {
    String base() {
      return "http://127.0.0.1:" + port + "/fhir";
    }

    FhirBase fhir() {
      return new FhirBase(base());
    }

    private String settings(Cluster database) {
      return """
          %1$s.port = %2$d
          %1$s.jdbc-url = %3$s
          %1$s.user = %1$s
          %1$s.password = %4$s
          %1$s.access-log = %5$s
          """
          .formatted(id, port, database.jdbcUrl(id), Journal.PASSWORD, accessLog);
    }
  }

  static FhirServers start(Modules modules, Programs programs, Options options) throws Exception {
    int base = options.portBase();
    Path directory = options.directory();
    Server cloud = server(StandInRealm.CLOUD, base + 1, directory);
    Server onPremise = server(StandInRealm.ON_PREMISE, base + 2, directory);
    Binaries binaries = Binaries.below(modules.root().resolve("deploy/demo/target"));
    Cluster database =
        new Cluster(
            "records",
            directory.resolve("postgres-records"),
            base + 6,
            directory.resolve("postgres-records.log"),
            Journal.PASSWORD);
    database.start(binaries, programs);
    programs.hold(() -> database.stop(binaries));
    for (Server server : List.of(cloud, onPremise)) {
      database.role(server.id(), Journal.PASSWORD);
      database.database(server.id(), server.id());
    }
    Path configuration =
        Files.writeString(
            directory.resolve("ehr.properties"),
            "servers = %s, %s%n".formatted(cloud.id(), onPremise.id())
                + cloud.settings(database)
                + onPremise.settings(database));
    Running ehr =
        programs.start(
            new Launch(
                "ehr",
                modules.java(
                    "deploy/ehr",
                    List.of(
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ReservedCodeCacheSize=128m"),
                    "io.prunelle.deploy.ehr.Ehr",
                    List.of(configuration.toString())),
                directory.resolve("ehr.log")));
    ehr.await(PATIENCE, () -> cloud.fhir().answers() && onPremise.fhir().answers());
    return new FhirServers(
        cloud,
        onPremise,
        new ProcessTree(ehr.handle().pid()),
        new ProcessTree(database.pid().orElseThrow()));
  }

  private static Server server(String id, int port, Path directory) {
    return new Server(id, port, directory.resolve(id + ".access.log"));
  }
}
