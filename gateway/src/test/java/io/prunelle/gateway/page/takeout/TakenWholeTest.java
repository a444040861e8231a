// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import static io.prunelle.gateway.page.takeout.TakeoutFixture.ANNE;
import static io.prunelle.gateway.page.takeout.TakeoutFixture.BRUNO;
import static io.prunelle.gateway.page.takeout.TakeoutFixture.ask;
import static io.prunelle.gateway.page.takeout.TakeoutFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.Socket;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether an archive was sent whole, in whatever parts. */
final class TakenWholeTest {

  private static final Instant LONG_AGO = Instant.EPOCH;

  private final TakeoutFixture fixture = new TakeoutFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  /** Of more than two pieces, and of one practice that has no record. */
  private Archive prepared() {
    StringBuilder noise = new StringBuilder();
    Random random = new Random(1);
    for (int i = 0; i < 700_000; i++) {
      noise.append((char) ('!' + random.nextInt(90)));
    }
    String text = noise.toString().replace('\\', '/').replace('"', '\'');
    return fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) ->
                practice.equals("none")
                    ? TakeoutFixture.nothing()
                    : Future.succeededFuture(
                        Buffer.buffer(
                            "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p1\",\"language\":\""
                                + text
                                + "\"}}]}")),
            "lilas",
            "none"));
  }

  /** What was sent is noted when it has been. */
  private void downloaded(UUID archive, String... headers) throws Exception {
    String before = noted();
    fixture.download(archive, headers);
    Awaitility.await().until(() -> !noted().equals(before));
  }

  private String noted() {
    return fixture.database.rows("SELECT taken::text, sent FROM takeout.archive").toString();
  }

  private boolean taken(Owner owner, String practice) {
    return get(fixture.takeouts.takenWhole(owner, practice, LONG_AGO)).isPresent();
  }

  @Test
  void itIsOnceAllOfItWasSent() throws Exception {
    Archive archive = prepared();
    assertThat(taken(ANNE, "lilas")).isFalse();

    downloaded(archive.id());

    Awaitility.await().until(() -> taken(ANNE, "lilas"));
    assertThat(taken(BRUNO, "lilas")).isFalse();
    // There is nothing of it in there
    assertThat(taken(ANNE, "none")).isFalse();
    assertThat(get(fixture.takeouts.takenWhole(ANNE, "lilas", Instant.now().plusSeconds(60))))
        .isEmpty();
    get(fixture.takeouts.delete(archive.id(), ANNE));
    assertThat(taken(ANNE, "lilas")).isTrue();
    // Nor when nothing of it is left
    fixture.database.execute("DELETE FROM takeout.piece");
    fixture.database.execute("UPDATE takeout.archive SET bytes = 0");
    assertThat(taken(ANNE, "lilas")).isTrue();
  }

  /** What is erased at the end of a term may be so years after its patient has taken it. */
  @Test
  void itIsForgottenOnlyOnceItCountsNoMore() throws Exception {
    Archive archive = prepared();
    downloaded(archive.id());
    Awaitility.await().until(() -> taken(ANNE, "lilas"));
    fixture.database.execute(
        "UPDATE takeout.archive SET state = 'DELETED', bytes = 0, asked_at = now() - interval '61"
            + " days', remembered_until = (now() AT TIME ZONE 'UTC')::date - 60");

    fixture.sweep();
    assertThat(taken(ANNE, "lilas")).isTrue();

    fixture.database.execute("UPDATE takeout.archive SET remembered_until = remembered_until - 1");
    fixture.sweep();
    assertThat(taken(ANNE, "lilas")).isFalse();
  }

  @Test
  void whatWasNotTakenIsForgottenAsAnyIs() {
    prepared();
    fixture.database.execute(
        "UPDATE takeout.archive SET state = 'DELETED', bytes = 0, asked_at = now() - interval '61"
            + " days', remembered_until = '2099-01-01'");

    fixture.sweep();

    assertThat(fixture.database.rows("SELECT 1 FROM takeout.archive")).isEmpty();
  }

  @Test
  void partsCountTogetherWhateverTheirOrder() throws Exception {
    Archive archive = prepared();
    long half = archive.bytes() / 2;

    downloaded(archive.id(), "Range", "bytes=" + half + "-");
    downloaded(archive.id(), "Range", "bytes=0-" + (half - 2));
    assertThat(taken(ANNE, "lilas")).isFalse();
    downloaded(archive.id(), "Range", "bytes=" + (half - 1) + "-" + (half - 1));

    Awaitility.await().until(() -> taken(ANNE, "lilas"));
  }

  @Test
  void whatWasCutOffCountsAsFarAsADownloadWentOnFromThere() throws Exception {
    Archive archive = prepared();
    fixture.cutOff(archive.id(), 0, 300_000);
    assertThat(taken(ANNE, "lilas")).isFalse();

    downloaded(archive.id(), "Range", "bytes=200000-");

    Awaitility.await().until(() -> taken(ANNE, "lilas"));
  }

  /** Of a piece that was on its way when the line broke, its reader has the beginning. */
  @Test
  void aDownloadThatBrokeOffWithinAPieceAndWentOnFromThereCounts() throws Exception {
    Archive archive = prepared();
    Socket gone = fixture.brokenOff(archive.id(), 100_000);
    Awaitility.await()
        .until(
            () ->
                !fixture
                    .database
                    .rows("SELECT 1 FROM takeout.archive WHERE NOT isempty(cut_off)")
                    .isEmpty());
    gone.close();
    assertThat(taken(ANNE, "lilas")).isFalse();

    downloaded(archive.id(), "Range", "bytes=100000-");

    Awaitility.await().until(() -> taken(ANNE, "lilas"));
  }

  @Test
  void whatWasCutOffAndNobodyWentOnFromDoesNotCount() throws Exception {
    Archive archive = prepared();
    fixture.cutOff(archive.id(), 0, 1_000);

    // Another part, from beyond it
    downloaded(archive.id(), "Range", "bytes=2000-");

    assertThat(taken(ANNE, "lilas")).isFalse();
  }

  @Test
  void allOfItCutOffAtItsVeryEndDoesNotCount() {
    Archive archive = prepared();

    fixture.cutOff(archive.id(), 0, archive.bytes());

    assertThat(taken(ANNE, "lilas")).isFalse();
  }

  @Test
  void aPartThatIsAskedForButIsNotThereIsNothing() throws Exception {
    Archive archive = prepared();

    fixture.download(archive.id(), "Range", "bytes=" + archive.bytes() + "-");

    assertThat(taken(ANNE, "lilas")).isFalse();
  }
}
