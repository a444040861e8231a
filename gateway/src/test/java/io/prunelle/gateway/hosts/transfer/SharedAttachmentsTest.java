// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What belongs to those whom all records share, as a doctor's photo does, stays where it is. */
class SharedAttachmentsTest {

  private static final String[] THEIRS = {
    "Binary/gp-photo", "Binary/gp-mark", "Binary/logo", "Provenance/photo-taken"
  };

  private final MoverWorld world = new MoverWorld();

  @BeforeEach
  void admitPatient() {
    admit(world.premises, "p");
    world.premises.put(
        resource("Practitioner", "gp", "Organization/org")
            .put("photo", new JsonArray().add(new JsonObject().put("url", "Binary/gp-photo"))));
    world.premises.put(
        resource("Organization", "org")
            .put("text", new JsonObject().put("div", "<div><img src=\"Binary/logo\"/></div>")));
    // One that is drawn upon another
    world.premises.put(resource("Binary", "gp-photo", "Binary/gp-mark"));
    world.premises.put(resource("Binary", "gp-mark"));
    world.premises.put(resource("Binary", "logo"));
    world.premises.put(resource("Provenance", "photo-taken", "Binary/gp-photo", "Practitioner/gp"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void whatOnlySharedResourcesReferToIsBroughtAlongAndErasedNowhere() {
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.premises.content()).containsKeys(THEIRS);
    assertThat(world.cloud.content())
        .containsKeys("Binary/gp-photo", "Binary/gp-mark", "Binary/logo")
        // Of what stays it tells alone
        .doesNotContainKey("Provenance/photo-taken");
    assertThat(recordOf(world.cloud, "p")).hasSize(14);
    assertThat(recordOf(world.premises, "p")).isEmpty();

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(world.premises.content()).containsKeys(THEIRS);
    assertThat(world.cloud.content())
        .containsKeys("Binary/gp-photo", "Binary/gp-mark", "Binary/logo");
    assertThat(recordOf(world.premises, "p")).hasSize(14);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  @Test
  void whatBothTheRecordAndASharedResourceReferToIsNotTakenAway() {
    world.premises.put(
        resource("DocumentReference", "p-letter", "Patient/p")
            .put("attachment", new JsonObject().put("url", "Binary/logo")));
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.cloud.content()).containsKeys("Binary/logo", "DocumentReference/p-letter");
    assertThat(world.premises.content()).containsKey("Binary/logo");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatComesToBeReferredToWhileItIsCopiedIsBroughtAlongAndStaysToo() {
    Gate gate = Gate.before(world.cloud, Gate::writes);
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    world.premises.put(resource("Binary", "new-photo"));
    world.premises.put(
        resource("Practitioner", "new")
            .put("photo", new JsonArray().add(new JsonObject().put("url", "Binary/new-photo"))));
    world.premises.put(resource("Observation", "p-late", "Patient/p", "Practitioner/new"));
    gate.open();
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.cloud.content()).containsKeys("Binary/new-photo", "Observation/p-late");
    assertThat(world.premises.content()).containsKeys("Binary/new-photo", "Practitioner/new");
  }
}
