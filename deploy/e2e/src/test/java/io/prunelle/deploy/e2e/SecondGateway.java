// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.deploy.demo.Modules;
import io.prunelle.deploy.demo.files.JournalKey;
import io.prunelle.deploy.demo.process.Launch;
import io.prunelle.deploy.demo.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A gateway of the tests' own in the demo's realm: for both practices, before FHIR servers of its
 * own that differ, and each of these a process that may be killed.
 */
final class SecondGateway implements AutoCloseable {

  /** The demo has nine ports. */
  private static final int FIRST_PORT = 10;

  private final Http http = new Http();
  private final Demo demo;
  private final Modules modules;
  private final Path directory;
  private final Programs programs;
  private final SecondDatabases databases;
  private final int port;
  private final Path configuration;
  private SecondHosts hosts;
  private Killable cloudProcess;
  private Killable premisesProcess;
  private Killable gatewayProcess;
  private Demo itself;

  private SecondGateway(Demo demo, DemoScript script) throws IOException {
    this.demo = demo;
    this.modules = new Modules(script.script().getParent().getParent());
    this.directory = script.directory().resolveSibling("second-gateway");
    this.port = script.portBase() + FIRST_PORT;
    this.configuration = directory.resolve("gateway.yaml");
    Files.createDirectories(directory);
    // Of a run that was killed itself
    Programs.endRemembered(directory.resolve("processes"));
    this.programs = new Programs(directory.resolve("processes"));
    this.databases = SecondDatabases.of(script);
  }

  /** With nothing in its hosts; all of it answers. */
  static SecondGateway started(Demo demo, DemoScript script) throws Exception {
    SecondGateway gateway = new SecondGateway(demo, script);
    try {
      gateway.start();
      return gateway;
    } catch (Exception failed) {
      gateway.close();
      throw failed;
    }
  }

  private void start() throws Exception {
    hosts = new SecondHosts(databases, directory, port + 2, http);
    cloudProcess = hosts.process(programs, modules, "cloud", List.of(hosts.cloud, hosts.receiver));
    premisesProcess = hosts.process(programs, modules, "premises", List.of(hosts.onPremise));
    gatewayProcess =
        new Killable(programs, "gateway", directory, () -> command("serve"), this::gatewayAnswers);
    cloudProcess.start();
    premisesProcess.start();
    String journal = databases.journal();
    JournalKey.draw(directory.resolve("journal.pem"), publicKey());
    Files.writeString(configuration, settings());
    programs.run(
        new Launch("migrate", command("migrate"), asOwner(), directory.resolve("migrate.log")));
    itself = itself(journal);
    new SecondRealm(demo, http).opened(itself);
    gatewayProcess.start();
    for (Killable process : processes()) {
      process.await();
    }
  }

  /** As the demo's {@code demo.json} tells of its gateway: of this one. */
  Demo demo() {
    return itself;
  }

  SecondHosts hosts() {
    return hosts;
  }

  /** The gateway, what is outside the practice, what is on its premises. */
  List<Killable> processes() {
    return List.of(gatewayProcess, cloudProcess, premisesProcess);
  }

  /** The receiving practice's server is not started again with the one beside it. */
  void withoutReceiver() throws IOException {
    hosts.configuration(cloudProcess.name(), List.of(hosts.cloud));
  }

  Path publicKey() {
    return directory.resolve("journal.pub.pem");
  }

  /** A command of this gateway, to its end. */
  DemoScript.Ended run(String... arguments) throws Exception {
    Path output = Files.createTempFile(directory, "command", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command(arguments))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(asOwner());
    int exit = builder.start().waitFor();
    return new DemoScript.Ended(exit, Files.readString(output));
  }

  @Override
  public void close() {
    programs.end();
  }

  private List<String> command(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", configuration.toString()));
    return modules.java("gateway", Modules.MEMORY, "io.prunelle.gateway.Gateway", all);
  }

  private Map<String, String> asOwner() {
    return Map.of(
        "GATEWAY_MIGRATION_USER",
        "prunelle_owner",
        "GATEWAY_MIGRATION_PASSWORD",
        databases.secret("database.prunelle_owner"));
  }

  private boolean gatewayAnswers() {
    try {
      return http.get("http://127.0.0.1:" + (port + 1) + "/health/live", null).status() == 200
          && http.get(address() + "/fhir/" + demo.text("/practice") + "/metadata", null).status()
              == 200;
    } catch (RuntimeException notYet) {
      return false;
    }
  }

  private String address() {
    return "http://127.0.0.1:" + port;
  }

  private Demo itself(String journal) {
    ObjectNode json = demo.json().deepCopy();
    json.put("gateway", address())
        .put("management", "http://127.0.0.1:" + (port + 1))
        .put("fhir", address() + "/fhir/" + demo.text("/practice"))
        .put("page", address() + "/my");
    ((ObjectNode) json.at("/journal"))
        .put("jdbcUrl", journal)
        .put("publicKey", publicKey().toString());
    for (SecondHosts.Server server : List.of(hosts.cloud, hosts.onPremise)) {
      ObjectNode host = host(json, server.id());
      host.put("fhir", server.fhir()).put("accessLog", hosts.accessLog(server).toString());
    }
    return new Demo(json);
  }

  private static ObjectNode host(ObjectNode json, String id) {
    for (var host : json.at("/hosts")) {
      if (host.at("/id").asText().equals(id)) {
        return (ObjectNode) host;
      }
    }
    throw new IllegalStateException("demo.json has no host " + id);
  }

  /**
   * A host is given as little time for an answer as can be: after each death of the gateway records
   * wait for twice that.
   */
  private String settings() {
    return """
    gateway:
      public-url: "%1$s"
      listen: { host: 127.0.0.1, port: %2$d }
      management: { host: 127.0.0.1, port: %3$d }
      database: { host: 127.0.0.1, port: %4$d, name: %5$s, user: prunelle_gateway, password: "%6$s", pool-size: 8 }
      token: { issuer: "%7$s", audience: prunelle-gateway, algorithm: RS256, introspection: writes }
      consent: { client-id: prunelle-gateway, client-secret: "%8$s", poll-interval: 500ms, max-staleness: 30s }
      page: { client-id: prunelle-page, client-secret: "%9$s" }
      journal: { key: "%10$s", witness: { file: "%11$s", interval: 1s } }
      transfer: { answer-timeout: 8s, longest-hold: 9s }
      hosts:
        - { id: nuage-sante, kind: cloud, url: "%12$s", certificate: { expires: 2028-05-31, last-surveillance-audit: 2026-05-20 }, legal-name: "Nuage Santé SAS", backups-kept: P30D }
        - { id: cabinet, kind: on-premise, url: "%13$s", legal-name: "SCM Cabinet des Lilas", backups-kept: P14D }
        - { id: tilleuls, kind: on-premise, url: "%14$s", legal-name: "SCM Cabinet des Tilleuls" }
      practices:
        - { id: cabinet-des-lilas, on-premise: cabinet, cloud: nuage-sante }
        - { id: cabinet-des-tilleuls, on-premise: tilleuls, cloud: nuage-sante }
    """
        .formatted(
            address(),
            port,
            port + 1,
            databases.journalPort(),
            SecondDatabases.JOURNAL,
            databases.secret("database.prunelle_gateway"),
            demo.issuer(),
            databases.secret("client.gateway"),
            databases.secret("client.page"),
            directory.resolve("journal.pem"),
            directory.resolve("witness.jsonl"),
            hosts.cloud.fhir(),
            hosts.onPremise.fhir(),
            hosts.receiver.fhir());
  }
}
