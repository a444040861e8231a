// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.proxy.ReadTimes;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A large record of which PostgreSQL knows nothing yet, as it has analysed other transfers alone:
 * it takes the rows for one, until somebody tells it (autovacuum, a minute later at the earliest).
 * No statement may take longer than the five seconds that all have.
 */
class ManyItemsTest {

  private static final int ITEMS = 12_000;

  private final MoverWorld world = new MoverWorld();
  private final Vertx vertx = Vertx.vertx();
  private final UUID transfer = UUID.randomUUID();

  @BeforeEach
  void aLargeRecordAfterASmallOne() {
    world.database.execute("ALTER TABLE hosts.transfer_item SET (autovacuum_enabled = off)");
    UUID before = UUID.randomUUID();
    asked(before, "before", "certified");
    items(before, 500);
    world.database.execute("ANALYZE hosts.transfer_item");
    asked(transfer, "p", "copying");
    items(transfer, ITEMS);
  }

  @AfterEach
  void close() {
    vertx.close().await();
    world.close();
  }

  private void asked(UUID id, String patient, String state) {
    world.database.execute(
        "INSERT INTO hosts.transfer (id, practice, patient, source, destination, state, urgent,"
            + " ended_at, retry_at) VALUES (CAST(? AS uuid), 'cabinet-des-lilas', ?, 'cabinet',"
            + " 'nuage-sante', ?, false, CASE WHEN ? = 'certified' THEN now() END, now() + interval '1 day')",
        id.toString(),
        patient,
        state,
        state);
  }

  /** Each refers to the one before, to one that all refer to, and to one that is not there. */
  private void items(UUID id, int number) {
    world.database.execute(
        "INSERT INTO hosts.transfer_item (transfer, resource, shared, state, digest, bytes, refs,"
            + " listed, touched) SELECT CAST(? AS uuid), 'Observation/o' || i, false, 'listed', 'd', 10,"
            + " ARRAY['Observation/o' || i - 1, 'Observation/o0', 'Practitioner/gp'], 1, true"
            + " FROM generate_series(0, CAST(? AS integer) - 1) AS i",
        id.toString(),
        number);
  }

  private Run run(MoverWorld.Running running, SqlConnection connection) {
    HostAccess access =
        new HostAccess(
            vertx,
            vertx.createHttpClient(),
            running.hosts,
            MoverWorld.SETTINGS,
            new ReadTimes(System::nanoTime),
            new TransferMetrics(running.pool(), Clock.systemUTC()));
    return new DueTransfers()
        .load(connection, transfer)
        .compose(found -> access.run(found.orElseThrow(), connection))
        .await();
  }

  @Test
  void itIsPutIntoOrderInTime() {
    MoverWorld.Running running = world.start();
    SqlConnection connection = running.pool().getConnection().await();
    Run run = run(running, connection);
    Places places = new Places(vertx);

    assertThat(new Items().lacking(run, 1, true, 200).await())
        .extracting(ResourceKey::toString)
        .containsExactlyInAnyOrder("Observation/o-1", "Practitioner/gp");
    places.order(run, Places.Of.WRITING, false).await();

    List<Item> ordered = places.after(run, -1, 2 * ITEMS).await();
    Map<String, Integer> at = new HashMap<>();
    ordered.forEach(item -> at.put(item.key().id(), item.place()));
    assertThat(at).hasSize(ITEMS);
    for (int i = 1; i < ITEMS; i++) {
      assertThat(at.get("o" + i)).isGreaterThan(at.get("o" + (i - 1)));
    }
    connection.close().await();
  }

  @Test
  void itIsGoneThroughVisitByVisit() {
    // Given two in three of them at a visit
    world.database.execute(
        "UPDATE hosts.transfer_item SET refs = refs || ('Encounter/e' || ascii(right(resource, 1)))"
            + " WHERE transfer = CAST(? AS uuid) AND length(resource) % 3 <> 0",
        transfer.toString());
    MoverWorld.Running running = world.start();
    SqlConnection connection = running.pool().getConnection().await();
    Run run = run(running, connection);

    List<ResourceKey> all = new ArrayList<>();
    List<String> places = new ArrayList<>();
    Visits.Next next = Visits.after(run, "", 5_000).await();
    while (!next.keys().isEmpty()) {
      all.addAll(next.keys());
      places.add(next.last());
      next = Visits.after(run, next.last(), 5_000).await();
    }

    assertThat(all).doesNotHaveDuplicates().hasSize(ITEMS);
    assertThat(places).hasSize(3).isSorted();
    connection.close().await();
  }
}
