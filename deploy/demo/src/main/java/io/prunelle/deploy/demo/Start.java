// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import io.prunelle.deploy.demo.http.Rest;
import io.prunelle.deploy.demo.keycloak.Hostings;
import io.prunelle.deploy.demo.keycloak.Installation;
import io.prunelle.deploy.demo.keycloak.Keycloak;
import io.prunelle.deploy.demo.keycloak.Realm;
import io.prunelle.deploy.demo.keycloak.User;
import io.prunelle.deploy.demo.keycloak.Users;
import io.prunelle.deploy.demo.postgres.Binaries;
import io.prunelle.deploy.demo.process.Launch;
import io.prunelle.deploy.demo.process.Programs;
import io.prunelle.deploy.demo.process.Running;
import io.prunelle.deploy.demo.records.RecordSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Starts the parts, whatever can at the same time, and gives them their data the first time. */
final class Start {

  /** Keycloak's administrator. */
  static final String ADMIN = "admin";

  // Long enough for a machine that does much else; a program that ends is noticed at once.
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Layout layout;
  private final Modules modules;
  private final Programs programs;
  private final Databases databases;
  private final Configurations configurations;
  private final Addresses addresses;
  private final Secrets secrets;
  private final Keycloak.Settings keycloak;
  private final Realm realm;
  private final Hostings hostings;
  private final Steps steps;

  Start(
      Layout layout,
      Ports ports,
      Programs programs,
      Databases databases,
      Secrets secrets,
      Steps steps) {
    this.layout = layout;
    this.modules = new Modules(layout.root());
    this.programs = programs;
    this.databases = databases;
    this.secrets = secrets;
    this.steps = steps;
    this.addresses = new Addresses(ports);
    this.configurations = new Configurations(layout, ports, secrets, databases);
    this.keycloak =
        new Keycloak.Settings(
            ports.keycloak(),
            ports.keycloakManagement(),
            databases.records().jdbcUrl(Databases.KEYCLOAK),
            Databases.KEYCLOAK,
            secrets.get(Secrets.KEYCLOAK_DATABASE),
            ADMIN,
            secrets.get(Secrets.KEYCLOAK_ADMIN));
    this.realm =
        new Realm(
            keycloak,
            Map.of(
                "gateway",
                addresses.gateway(),
                "smart.app",
                addresses.smartApplication(),
                Secrets.GATEWAY_CLIENT,
                secrets.get(Secrets.GATEWAY_CLIENT),
                Secrets.PAGE_CLIENT,
                secrets.get(Secrets.PAGE_CLIENT)));
    this.hostings = new Hostings(keycloak);
  }

  /** Returns who can sign in, once everything answers and every record is where it should be. */
  List<User> run() throws Steps.Failed, IOException, InterruptedException {
    boolean first = !Files.exists(layout.complete());
    configurations.writeEhr();
    configurations.writeGateway(addresses);

    var records = steps.step("Synthea records", this::records);
    var installation = steps.step("Keycloak build", this::installation);
    var binaries = steps.step("PostgreSQL", this::postgres);
    var ehr = steps.step("FHIR servers", this::ehr, binaries);
    var server =
        steps.step(
            "Keycloak",
            () -> Keycloak.start(installation.join(), keycloak, layout.log("keycloak"), programs),
            installation,
            binaries);
    var tables = steps.step("Gateway tables", this::migrate, binaries);
    CompletableFuture<?> loaded =
        first ? steps.step("Loading records", () -> load(records.join()), records, ehr) : ehr;
    var people = records.thenApply(People::of);
    var users = steps.step("Realm", () -> realm(first, people.join()), server, people);
    var gateway = steps.step("Gateway", this::gateway, users, tables, ehr);
    if (first) {
      CompletableFuture<?> decided =
          steps.step("Decisions", () -> decide(people.join()), gateway, loaded);
      CompletableFuture<?> moved =
          steps.step("Permitted records moved", () -> awaitMoves(people.join()), decided);
      steps.await(moved);
      Files.createFile(layout.complete());
    } else {
      steps.await(gateway, loaded);
    }
    return people.join().having(hostings.decisions(secrets.get(Secrets.GATEWAY_CLIENT))).all();
  }

  private RecordSet records() throws Exception {
    Path log = layout.log("records");
    programs.run(
        new Launch(
            "records",
            modules.java(
                "deploy/records",
                List.of("-Xmx256m"),
                "io.prunelle.deploy.records.Records",
                List.of(layout.root().resolve("deploy/records/target/records").toString())),
            log));
    List<String> lines = Files.readAllLines(log);
    return RecordSet.in(Path.of(lines.get(lines.size() - 1)));
  }

  private Installation installation() throws Exception {
    return Installation.below(
        layout.cache().resolve("keycloak"),
        Path.of(Files.readString(layout.cache().resolve("keycloak-distribution")).strip()),
        modules.jar("keycloak-consent-spi"),
        layout.log("keycloak-build"),
        programs);
  }

  private Binaries postgres() throws Exception {
    Binaries binaries = databases.binaries();
    databases.startRecords(binaries, programs);
    databases.startJournal(binaries, programs);
    return binaries;
  }

  private Running ehr() throws Exception {
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
                    List.of(layout.ehrConfiguration().toString())),
                layout.log("ehr")));
    Rest cloud = Rest.at(addresses.cloudHost());
    Rest onPremise = Rest.at(addresses.onPremiseHost());
    // Any small answer will do: the capability statement takes seconds to compute.
    String probe = "/Patient?_summary=count";
    return ehr.await(PATIENCE, () -> cloud.answers(probe) && onPremise.answers(probe));
  }

  private Void migrate() throws Exception {
    programs.run(
        new Launch(
            "gateway-migrate",
            gatewayCommand("migrate"),
            GatewayCommand.asOwner(secrets),
            layout.log("gateway-migrate")));
    return null;
  }

  private Void load(RecordSet records) throws Exception {
    records.loadReferenceData(addresses.cloudHost());
    records.loadReferenceData(addresses.onPremiseHost());
    records.loadPatients(addresses.onPremiseHost());
    return null;
  }

  private Void realm(boolean first, People people) throws Exception {
    if (first) {
      realm.create();
      hostings.create();
      new Users(realm).create(people.all());
    } else {
      realm.align();
    }
    return null;
  }

  private Running gateway() throws Exception {
    Running gateway =
        programs.start(new Launch("gateway", gatewayCommand("serve"), layout.log("gateway")));
    Rest management = Rest.at(addresses.management());
    return gateway.await(PATIENCE, () -> management.answers("/health/ready"));
  }

  private Void decide(People people) throws Exception {
    for (User patient : people.patients()) {
      if (!patient.decision().isEmpty()) {
        hostings.decide(patient, patient.decision());
      }
    }
    return null;
  }

  private Void awaitMoves(People people) throws Exception {
    new Placements(
            databases.journal().jdbcUrl(Databases.JOURNAL),
            Databases.JOURNAL_OWNER,
            secrets.get(Secrets.JOURNAL_OWNER))
        .awaitCloud(people.having("PERMIT").stream().map(User::patientId).toList(), PATIENCE);
    return null;
  }

  private List<String> gatewayCommand(String command) throws Refusal, IOException {
    return GatewayCommand.of(
        modules, List.of(command, "--config", layout.gatewayConfiguration().toString()));
  }
}
