// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import io.prunelle.deploy.demo.Modules;
import io.prunelle.deploy.demo.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Two processes of FHIR servers: one with what is outside the practice, and the new practice's own
 * server, one with what is on its premises. They offer different things.
 */
final class SecondHosts {

  /** One server. */
  record Server(String id, String setting, int port, String database) {
    String fhir() {
      return "http://127.0.0.1:" + port + "/fhir";
    }
  }

  private final Path directory;
  private final Http http;
  private final String password;
  private final Map<String, List<Server>> served = new HashMap<>();

  final Server cloud;
  final Server onPremise;
  final Server receiver;

  SecondHosts(SecondDatabases databases, Path directory, int firstPort, Http http)
      throws SQLException {
    this.directory = directory;
    this.http = http;
    this.password = databases.secret("postgres.records");
    this.cloud =
        new Server("nuage-sante", "generous", firstPort, databases.records("second_cloud"));
    this.onPremise =
        new Server("cabinet", "plain", firstPort + 1, databases.records("second_premises"));
    this.receiver =
        new Server("tilleuls", "generous", firstPort + 2, databases.records("second_receiver"));
  }

  /** A process that serves these. */
  Killable process(Programs programs, Modules modules, String name, List<Server> servers)
      throws IOException {
    Path configuration = configuration(name, servers);
    return new Killable(
        programs,
        name,
        directory,
        () ->
            modules.java(
                "deploy/ehr",
                List.of(
                    "-Xmx768m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:ReservedCodeCacheSize=128m"),
                "io.prunelle.deploy.ehr.Ehr",
                List.of(configuration.toString())),
        () -> served.get(name).stream().allMatch(this::answers));
  }

  /** What a process serves from its next start on. */
  Path configuration(String name, List<Server> servers) throws IOException {
    served.put(name, servers);
    String text =
        "servers = %s%n"
                .formatted(servers.stream().map(Server::id).collect(Collectors.joining(", ")))
            + servers.stream().map(this::settings).collect(Collectors.joining());
    return Files.writeString(directory.resolve(name + ".properties"), text);
  }

  private String settings(Server server) {
    return """
    %1$s.port = %2$d
    %1$s.jdbc-url = %3$s
    %1$s.user = %4$s
    %1$s.password = %5$s
    %1$s.access-log = %6$s
    %1$s.setting = %7$s
    """
        .formatted(
            server.id(),
            server.port(),
            server.database(),
            SecondDatabases.SUPERUSER,
            password,
            accessLog(server),
            server.setting());
  }

  Path accessLog(Server server) {
    return directory.resolve("access-" + server.id() + ".log");
  }

  private boolean answers(Server server) {
    try {
      return http.get(server.fhir() + "/Patient?_summary=count", null).status() == 200;
    } catch (RuntimeException notYet) {
      return false;
    }
  }
}
