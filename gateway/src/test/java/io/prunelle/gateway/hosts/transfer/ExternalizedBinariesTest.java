// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A host that keeps content beside its resources, as HAPI does, and puts no more than so much of it
 * into one answer: of the rest it shows where it is.
 */
class ExternalizedBinariesTest {

  private static final String HAPI = "http://hapifhir.io/fhir/StructureDefinition/externalized-";
  private static final int LENGTH = 1_000;

  private final MoverWorld world = new MoverWorld();
  private Map<String, JsonObject> record = Map.of();

  @BeforeEach
  void admitPatient() {
    admit(world.premises, "p");
    world.premises.put(resource("Binary", "p-scan").put("data", "QQ==".repeat(LENGTH / 4)));
    for (int i = 0; i < 3; i++) {
      world.premises.put(
          resource("DocumentReference", "p-letter" + i, "Patient/p")
              .put("attachment", new JsonObject().put("data", "Qg==".repeat(LENGTH / 4))));
    }
    record = recordOf(world.premises, "p");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void contentThatAPageLeavesOutIsAskedForWithFewerResources() {
    world.premises.answering(reply -> inflating(reply, LENGTH + LENGTH / 2));
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    // Without a word of where it was kept
    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void aResourceThatIsNotShownWithItsContentStopsTheMoveBeforeAnythingIsWritten() {
    world.premises.answering(reply -> inflating(reply, LENGTH / 2));
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed"))
        .startsWith("not-carried: ")
        .contains("Binary/p-scan", "DocumentReference/p-letter2");
    assertThat(world.cloud.content()).isEmpty();
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  @Test
  void anEarlierVersionThatIsNotShownWithItsContentIsNotSaidToBeInTheArchive() {
    world.premises.put(resource("Binary", "p-scan").put("data", "Qw=="));
    world.premises.answering(reply -> inflating(reply, LENGTH / 2));
    for (int i = 0; i < 3; i++) {
      world.premises.put(resource("DocumentReference", "p-letter" + i, "Patient/p"));
    }
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    JsonObject manifest = new JsonObject((String) world.transfers("p").get(0).get("manifest"));
    assertThat(manifest.getInteger("leftOutVersions")).isEqualTo(4);
  }

  /** Fills what there is room for in, and names the place of the rest. */
  private static Reply inflating(Reply reply, int most) {
    if (reply.status() != 200) {
      return reply;
    }
    JsonObject json = reply.body().toJsonObject();
    inflate(json, new AtomicInteger(most));
    return Reply.json(200, json);
  }

  private static void inflate(Object value, AtomicInteger room) {
    if (value instanceof JsonObject object) {
      object.copy().forEach(member -> inflate(object.getValue(member.getKey()), room));
      if (object.getValue("data") instanceof String data && data.length() > 4) {
        object.put(
            "_data",
            new JsonObject()
                .put(
                    "extension",
                    new JsonArray()
                        .add(extension("binary-id", "valueString", "a-place"))
                        .add(extension("binary-hash-sha256", "valueString", "a-hash"))));
        if (room.addAndGet(-data.length()) < 0) {
          object.remove("data");
        }
      }
    } else if (value instanceof JsonArray array) {
      array.forEach(item -> inflate(item, room));
    }
  }

  private static JsonObject extension(String name, String member, String value) {
    return new JsonObject().put("url", HAPI + name).put(member, value);
  }
}
