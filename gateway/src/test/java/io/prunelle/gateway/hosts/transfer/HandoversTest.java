// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a change of doctor may ask for, and when. No host answers: nothing gets any further. */
class HandoversTest {

  private final TwoPractices practices = new TwoPractices();
  private MoverWorld.Running running;

  @BeforeEach
  void start() {
    admit(practices.world.premises, "p");
    Gate.before(practices.world.premises, request -> true);
    running = practices.start();
  }

  @AfterEach
  void close() {
    practices.close();
  }

  @Test
  void aHandoverGoesToWhereTheNewPracticeHasThePatientsRecord() {
    UUID id = practices.handOver(running, "p", false);

    assertThat(practices.transfer(id))
        .containsEntry("kind", "handover")
        .containsEntry("practice", TwoPractices.OLD)
        .containsEntry("recipient", TwoPractices.NEW)
        .containsEntry("source", "cabinet")
        .containsEntry("destination", "port")
        .containsEntry("urgent", false);
    UUID handover = (UUID) practices.transfer(id).get("handover");
    assertThat(running.handovers.of(handover).await())
        .hasValueSatisfying(
            move -> {
              assertThat(move.id()).isEqualTo(id);
              assertThat(move.kind()).isEqualTo(Move.Kind.HANDOVER);
              assertThat(move.into()).isEqualTo(TwoPractices.NEW);
              assertThat(move.underWay()).isTrue();
            });
    assertThat(running.handovers.of(UUID.randomUUID()).await()).isEmpty();
    // On the patient's page it is no move between the hosts of a practice
    assertThat(running.moves.ofPatient("p").await()).isEmpty();
  }

  @Test
  void aRecordOfTheNewPracticeInItsCloudIsJoinedThere() {
    practices.world.database.execute(
        "INSERT INTO hosts.placement (practice, patient, host) VALUES (?, 'p', 'nuage-du-port')",
        TwoPractices.NEW);
    practices.decide("p", "PERMIT");

    UUID id = practices.handOver(running, "p", true);

    assertThat(practices.transfer(id))
        .containsEntry("kind", "copy")
        .containsEntry("destination", "nuage-du-port");
  }

  @Test
  void anErasureGoesNowhere() {
    UUID id = practices.erase(running, "p");

    assertThat(practices.transfer(id))
        .containsEntry("kind", "erasure")
        .containsEntry("source", "cabinet")
        .containsEntry("destination", null)
        .containsEntry("recipient", null);
  }

  @Test
  void oneAtATimeForARecordAndForWhatItBecomesAPartOf() {
    UUID first = practices.handOver(running, "p", false);

    assertThat(practices.asked(running, "p", false)).isEmpty();
    assertThat(practices.asked(running, "p", true)).isEmpty();
    Optional<UUID> erasure =
        running.within(
            tx -> running.handovers.erase(tx, UUID.randomUUID(), TwoPractices.record("p"), null));
    assertThat(erasure).isEmpty();
    // Nor another one into the same record, nor anything of that record itself
    assertThat(queuedBeside("'cabinet-tiers', 'handover', 'tiers', 'port', 'cabinet-du-port'"))
        .isZero();
    assertThat(queuedBeside("'cabinet-du-port', 'move', 'port', 'nuage-du-port', NULL")).isZero();
    assertThat(queuedBeside("'cabinet-du-port', 'erasure', 'port', NULL, NULL")).isZero();
    assertThat(practices.world.transfers("p")).extracting("id").containsExactly(first);
  }

  /** Whatever the gateways do. */
  private int queued(String values) {
    practices.world.database.execute(
        "INSERT INTO hosts.transfer (practice, kind, source, destination, recipient, patient,"
            + " urgent, handover) SELECT v.*, 'p', true, CASE WHEN v.kind <> 'move' THEN"
            + " gen_random_uuid() END FROM (VALUES ("
            + values
            + ")) AS v (practice, kind, source, destination, recipient)");
    return practices.world.transfers("p").size();
  }

  @Test
  void aRecordThatHasLeftIsAskedForNothing() {
    practices.world.database.execute(
        "INSERT INTO hosts.placement (practice, patient, host) VALUES (?, 'p', NULL)",
        TwoPractices.OLD);

    assertThat(queued("'cabinet-des-lilas', 'move', 'cabinet', 'nuage-sante', NULL")).isZero();
    assertThat(queued("'cabinet-des-lilas', 'erasure', 'cabinet', NULL, NULL")).isZero();
  }

  private int queuedBeside(String values) {
    return queued(values) - 1;
  }
}
