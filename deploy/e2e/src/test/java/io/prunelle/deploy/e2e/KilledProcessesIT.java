// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The gateway and both FHIR servers are killed by SIGKILL, one at a time, while patients change
 * their minds and everybody writes. {@code -De2e.kills=} for more of it, {@code -De2e.seed=} for
 * another order.
 */
@ExtendWith({RunningDemo.class, RunningSecondGateway.class})
@Order(94)
@EnabledIfSystemProperty(
    named = "e2e.kills",
    matches = "[1-9][0-9]*",
    disabledReason = "programs are killed where -De2e.kills says how often")
final class KilledProcessesIT {

  private static final int KILLS = Integer.getInteger("e2e.kills", 0);
  private static final long SEED = Long.getLong("e2e.seed", 1);
  private static final int PATIENTS = 4;
  private static final int LONGEST_PAUSE_MILLIS = 8_000;

  private final Http http = new Http();
  private final Random random = new Random(SEED);
  private final SecondGateway gateway;
  private final Demo demo;
  private final SecondHosts hosts;
  private final SecondTransfers transfers;
  private final Map<String, Undecided> patients = new LinkedHashMap<>();
  private final Map<String, Scribe> scribes = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> atFirst = new HashMap<>();
  private final List<Thread> deciding = new ArrayList<>();
  private final List<Thread> writing = new ArrayList<>();

  KilledProcessesIT(SecondGateway gateway) {
    this.gateway = gateway;
    this.demo = gateway.demo();
    this.hosts = gateway.hosts();
    this.transfers = new SecondTransfers(demo);
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void nothingThatWasAcknowledgedIsLostOrChangedWhateverIsKilled() throws Exception {
    // Given records that are written to, of patients who change their minds
    System.out.printf("%d kills, -De2e.seed=%d%n", KILLS, SEED);
    gateway.withoutReceiver();
    admitted();

    // When programs are killed at random
    Map<String, Integer> kills = killed();

    // Then each record comes to be where its patient wants it, while it is written to
    ended(deciding, () -> patients.values().forEach(Undecided::end));
    patients.values().forEach(patient -> assertThat(patient.failure()).isNull());
    patients.values().forEach(Undecided::moveOnceMore);
    Map<String, String> wanted = new TreeMap<>();
    patients.forEach((id, patient) -> wanted.put(id, server(patient.permits())));
    // What has failed often is not tried again for a quarter of an hour
    transfers.settled(wanted, demo.text("/practice"), Duration.ofMinutes(30));
    ended(writing, () -> scribes.values().forEach(Scribe::end));

    // And nobody was ever shown anything else than what was acknowledged
    scribes.values().forEach(scribe -> assertThat(scribe.wrong()).isEmpty());
    // And each record is there as it was acknowledged, once, and nothing of it is elsewhere
    HostContents cloud = HostContents.of(http, hosts.cloud.fhir());
    HostContents onPremise = HostContents.of(http, hosts.onPremise.fhir());
    wanted.forEach(
        (id, host) -> {
          boolean outside = host.equals(hosts.cloud.id());
          whole(id, (outside ? cloud : onPremise).recordOfNow(id));
          assertThat((outside ? onPremise : cloud).record(id)).as(id + " not at " + host).isEmpty();
        });
    // And the journal has every request that was answered, and is sound
    everyAnswerIsJournalled();
    DemoScript.Ended verified = gateway.run("verify");
    assertThat(verified.exit()).as(verified.output()).isZero();
    // And every certificate is
    int certificates = 0;
    for (String id : wanted.keySet()) {
      for (String certificate : transfers.certificates(id)) {
        ErasureCertificate.verified(certificate, gateway.publicKey());
        certificates++;
      }
    }
    assertThat(certificates).isGreaterThanOrEqualTo(PATIENTS);
    report(kills, certificates);
  }

  private void admitted() throws Exception {
    Realm realm = new Realm(demo, http);
    SecondRealm second = new SecondRealm(demo, http);
    Supplier<String> practitioner = new FreshToken(realm, demo.practitioner(0));
    String run = Long.toString(System.nanoTime(), 36);
    for (int i = 0; i < PATIENTS; i++) {
      String id = "second-%s-k%d".formatted(run, i);
      Demo.User user = second.patient(id, "Tenace", List.of(demo.text("/practice")));
      SmallRecord record = new SmallRecord(id);
      record.load(http, hosts.onPremise.fhir());
      // Half of them write themselves
      Supplier<String> token = i % 2 == 0 ? practitioner : new FreshToken(realm, user);
      scribes.put(id, new Scribe(demo.fhir(), record, token, new Random(random.nextLong())));
      patients.put(
          id,
          new Undecided(
              realm,
              user,
              demo.hosting(),
              outside -> placed(id).equals(server(outside)),
              new Random(random.nextLong())));
    }
    HostContents contents = HostContents.of(http, hosts.onPremise.fhir());
    patients.keySet().forEach(id -> atFirst.put(id, contents.record(id)));
    scribes.values().forEach(scribe -> writing.add(begun(scribe)));
    patients.values().forEach(patient -> deciding.add(begun(patient)));
  }

  private String placed(String id) {
    return transfers.placed(demo.text("/practice")).getOrDefault(id, hosts.onPremise.id());
  }

  private String server(boolean outside) {
    return (outside ? hosts.cloud : hosts.onPremise).id();
  }

  private static Thread begun(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * The gateway twice as often as each process of FHIR servers: half of the time after all have
   * answered, else while the last one is still starting.
   */
  private Map<String, Integer> killed() throws Exception {
    Map<String, Integer> kills = new TreeMap<>();
    List<Killable> next = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      if (next.isEmpty()) {
        next.addAll(gateway.processes());
        next.add(gateway.processes().get(0));
        Collections.shuffle(next, random);
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
      Killable victim = next.remove(0);
      victim.kill();
      victim.start();
      kills.merge(victim.name(), 1, Integer::sum);
      if (random.nextBoolean()) {
        answering();
      }
    }
    answering();
    return kills;
  }

  private void answering() throws Exception {
    for (Killable process : gateway.processes()) {
      process.await();
    }
  }

  private static void ended(List<Thread> threads, Runnable end) throws InterruptedException {
    end.run();
    for (Thread thread : threads) {
      thread.join(TimeUnit.MINUTES.toMillis(5));
      assertThat(thread.isAlive()).isFalse();
    }
  }

  private void whole(String id, Map<String, String> found) {
    Scribe scribe = scribes.get(id);
    Map<String, String> expected = new TreeMap<>(atFirst.get(id));
    expected.keySet().removeIf(key -> key.matches("Observation/.*-o\\d+"));
    scribe.acknowledged().forEach((key, text) -> expected.put("Observation/" + key, text));
    Map<String, String> certain = new TreeMap<>(found);
    Set<String> unasked = new HashSet<>(found.keySet());
    unasked.removeAll(expected.keySet());
    unasked.stream()
        .filter(key -> scribe.uncertain().stream().anyMatch(found.get(key)::contains))
        .forEach(certain::remove);
    assertThat(certain).as(id).isEqualTo(expected);
    scribe.gone().forEach(key -> assertThat(found).doesNotContainKey("Observation/" + key));
  }

  private void everyAnswerIsJournalled() {
    Set<String> journalled =
        new HashSet<>(transfers.rows("SELECT DISTINCT request_id FROM journal.entry"));
    Set<String> missing = new HashSet<>();
    scribes.values().forEach(scribe -> missing.addAll(scribe.answered()));
    assertThat(missing).isNotEmpty();
    missing.removeAll(journalled);
    assertThat(missing).isEmpty();
  }

  private void report(Map<String, Integer> kills, int certificates) {
    System.out.printf(
        "killed: %s; decisions: %d; writes acknowledged: %d, unanswered additions: %d; requests answered: %d; transfers: %s; certificates: %d%n",
        kills,
        patients.values().stream().mapToInt(Undecided::decisions).sum(),
        scribes.values().stream().mapToInt(Scribe::written).sum(),
        scribes.values().stream().mapToInt(scribe -> scribe.uncertain().size()).sum(),
        scribes.values().stream().mapToInt(scribe -> scribe.answered().size()).sum(),
        transfers.rows(
            "SELECT state || ' ' || count(*) || ', attempts ' || sum(attempts) FROM hosts.transfer WHERE patient LIKE 'second-%-k_' GROUP BY state"),
        certificates);
  }
}
