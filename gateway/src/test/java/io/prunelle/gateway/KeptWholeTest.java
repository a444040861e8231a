// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.Bundles.request;
import static io.prunelle.gateway.Bundles.statuses;
import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While its mover reads a record as a whole nothing may be deleted from it, for a while. */
final class KeptWholeTest {

  private static RunningGateway gateway;

  private Connection mover;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void keepWhole() throws SQLException {
    gateway.premises.reset();
    gateway.premises.answers(KeptWholeTest::host);
    mover = gateway.database.connect(gateway.database.gateway());
    mover.setAutoCommit(false);
    mover
        .createStatement()
        .execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('whole-record/%s/p1', 0))"
                .formatted(TestRealm.PRACTICE));
  }

  @AfterEach
  void letGo() throws SQLException {
    mover.close();
  }

  private static Reply host(Arrived request) {
    if (request.method().equals("DELETE")) {
      return Reply.json(204, new JsonObject());
    }
    return request.method().equals("PUT")
        ? Reply.json(200, observation("o1", "p1"))
        : RecordingHost.stored(request, List.of(observation("o1", "p1"), observation("o2", "p2")));
  }

  @Test
  void whoDeletesIsToldWhenToTryAgainAndTheHostIsNotAsked() throws SQLException {
    Answer answer = change("DELETE", "o1", null);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("5");
    assertThat(gateway.settled(answer)).containsEntry("reason", "record-held");
    assertThat(gateway.premises.arrived()).noneMatch(sent -> sent.method().equals("DELETE"));

    mover.rollback();

    assertThat(change("DELETE", "o1", null).status()).isEqualTo(204);
  }

  @Test
  void nobodyElseWaits() {
    assertThat(change("PUT", "o1", observation("o1", "p1").encode()).status()).isEqualTo(200);
    assertThat(change("DELETE", "o2", null).status()).isEqualTo(204);
  }

  @Test
  void soItIsInBundles() {
    JsonObject deletion = request("DELETE", "Observation/o1", null);
    JsonObject update = request("PUT", "Observation/o1", observation("o1", "p1"));
    JsonObject others = request("DELETE", "Observation/o2", null);

    assertThat(statuses(bundle("batch", deletion, others))).containsExactly("503", "204");
    assertThat(bundle("transaction", others, deletion).status()).isEqualTo(503);
    assertThat(statuses(bundle("batch", update))).containsExactly("200");
    assertThat(gateway.premises.arrived())
        .noneMatch(sent -> sent.method().equals("DELETE") && sent.uri().endsWith("/o1"))
        .noneMatch(sent -> sent.uri().equals("/fhir"));
  }

  private static Answer bundle(String type, JsonObject... entries) {
    return gateway.post("", gateway.realm.practitioner(), Bundles.of(type, entries).encode());
  }

  private static Answer change(String method, String id, @Nullable String body) {
    return gateway.send(
        method,
        URI.create(gateway.fhir() + "/Observation/" + id),
        gateway.realm.practitioner(),
        body);
  }
}
