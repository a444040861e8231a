// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.config.Certificate;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MoverWorld} in which another practice may receive records, with two hosts of its own.
 */
final class TwoPractices implements AutoCloseable {

  static final String OLD = TestRealm.PRACTICE;
  static final String NEW = "cabinet-du-port";
  private static final String HOSTING = NEW + "@nuage-du-port";

  private final Vertx vertx = Vertx.vertx();
  private final RecordingHost portHost = RecordingHost.start(vertx);
  private final RecordingHost portCloudHost = RecordingHost.start(vertx);
  final MoverWorld world = new MoverWorld();
  final FhirStore port = new FhirStore(portHost, FhirStore.Kind.FULL);
  final FhirStore portCloud = new FhirStore(portCloudHost, FhirStore.Kind.FULL);

  MoverWorld.Running start() {
    return start(MoverWorld.SETTINGS);
  }

  MoverWorld.Running start(TransferSettings transfers) {
    return world.start(transfers, settings -> with(settings, portHost.url()));
  }

  /** Where the new practice's own host is found under the address of the old one's. */
  MoverWorld.Running startOnOneServer(URI address) {
    return world.start(MoverWorld.SETTINGS, settings -> with(settings, address));
  }

  private Settings with(Settings settings, URI portAddress) {
    Host premises = new Host("port", HostKind.ON_PREMISE, portAddress, null);
    Host cloud =
        new Host(
            "nuage-du-port",
            HostKind.CLOUD,
            portCloudHost.url(),
            Certificate.until(LocalDate.of(2999, 1, 1)));
    return TestSettings.with(
        settings,
        Stream.concat(settings.hosts().stream(), Stream.of(premises, cloud)).toList(),
        Stream.concat(settings.practices().stream(), Stream.of(new Practice(NEW, premises, cloud)))
            .toList());
  }

  static PatientRecord record(String patient) {
    return new PatientRecord(OLD, patient);
  }

  /** Asks as a change of doctor would, until it may begin. */
  UUID handOver(MoverWorld.Running running, String patient, boolean keep) {
    return Awaitility.await("may begin")
        .atMost(Duration.ofMinutes(1))
        .until(() -> asked(running, patient, keep), Optional::isPresent)
        .orElseThrow();
  }

  /** Asks once. */
  Optional<UUID> asked(MoverWorld.Running running, String patient, boolean keep) {
    UUID handover = UUID.randomUUID();
    Optional<UUID> asked =
        running.within(tx -> running.handovers.handOver(tx, handover, record(patient), NEW, keep));
    running.handovers.committed();
    return asked;
  }

  UUID erase(MoverWorld.Running running, String patient) {
    return erase(running, patient, null);
  }

  /** Unless anything was written since then. */
  UUID erase(MoverWorld.Running running, String patient, @Nullable Instant unless) {
    return Awaitility.await("may begin")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              Optional<UUID> asked =
                  running.within(
                      tx ->
                          running.handovers.erase(tx, UUID.randomUUID(), record(patient), unless));
              running.handovers.committed();
              return asked;
            },
            Optional::isPresent)
        .orElseThrow();
  }

  /** At the new practice. */
  long decide(String patient, String decision) {
    return world.realm.decide(patient, decision, entry -> entry.put("hosting", HOSTING));
  }

  /** The same, and waits until the movers can know of it. */
  void decideAndFollow(String patient, String decision) {
    long position = decide(patient, decision);
    Awaitility.await("the ledger followed to " + position)
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                !world
                    .database
                    .rows(
                        "SELECT 1 FROM consent.feed WHERE position >= CAST(? AS bigint)",
                        Long.toString(position))
                    .isEmpty());
  }

  /** The host by the row; empty without one, {@code departed} for a record that has left. */
  String placement(String practice, String patient) {
    List<Map<String, Object>> rows =
        world.database.rows(
            "SELECT coalesce(host, 'departed') AS host FROM hosts.placement WHERE practice = ?"
                + " AND patient = ?",
            practice,
            patient);
    return rows.isEmpty() ? "" : (String) rows.get(0).get("host");
  }

  Map<String, Object> transfer(UUID id) {
    return world
        .database
        .rows("SELECT * FROM hosts.transfer WHERE id = CAST(? AS uuid)", id.toString())
        .get(0);
  }

  void awaitState(UUID id, String state) {
    Awaitility.await(state)
        .atMost(Duration.ofMinutes(1))
        .until(() -> state.equals(transfer(id).get("state")));
  }

  /** The patient as the new practice has registered them. */
  static JsonObject registered(String patient) {
    return MoverWorld.resource("Patient", patient).put("telecom", "as the new practice knows it");
  }

  @Override
  public void close() {
    world.close();
    vertx.close().await();
  }
}
