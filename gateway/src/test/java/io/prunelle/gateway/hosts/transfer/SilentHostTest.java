// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host to which many resources were brought at once, and nothing since. */
class SilentHostTest {

  private static final int OTHERS = 40;

  private final MoverWorld world = new MoverWorld();
  private final List<String> histories = new CopyOnWriteArrayList<>();

  @BeforeEach
  void bring() {
    admit(world.premises, "p");
    for (int i = 0; i < OTHERS; i++) {
      world.premises.put(resource("Practitioner", "doctor-" + i));
    }
    world.premises.arriving(
        request -> {
          if (request.uri().contains("/fhir/_history?") && request.uri().contains("_since=")) {
            histories.add(request.uri());
          }
        });
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void move() {
    world.start(MoverWorld.holding(Duration.ofSeconds(20)), settings -> settings);
    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "certified");
  }

  @Test
  void whatWasBroughtIsNotReadAgainWhileWritersWait() {
    move();

    assertThat(histories)
        .filteredOn(request -> !isLook(request))
        .as("each page once, before")
        .hasSizeGreaterThan(3)
        .doesNotHaveDuplicates();
    assertThat(recordOf(world.cloud, "p")).hasSize(14);
  }

  @Test
  void whatIsWrittenMeanwhileIsSeenAllTheSame() {
    AtomicInteger looks = new AtomicInteger();
    world.premises.arriving(
        request -> {
          if (isLook(request.uri()) && looks.getAndIncrement() == 0) {
            world.premises.put(resource("Observation", "p-late", "Patient/p"));
          }
        });

    move();

    assertThat(looks).hasPositiveValue();
    assertThat(recordOf(world.cloud, "p")).hasSize(15);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  /** HAPI JPA does not count what has happened since some time. */
  @Test
  void ofAHostThatCountsNothingNoMoreThanAPageIsReadWhileWritersWait() {
    world.premises.withoutTotals();

    move();

    assertThat(histories)
        .filteredOn(request -> request.contains("_offset="))
        .as("each page twice, before, as pages may shift")
        .hasSizeGreaterThan(3)
        .allMatch(request -> Collections.frequency(histories, request) == 2);
    assertThat(recordOf(world.cloud, "p")).hasSize(14);
  }

  @Test
  void whatIsWrittenMeanwhileToAHostThatCountsNothingIsSeenAllTheSame() {
    world.premises.withoutTotals();
    AtomicInteger firsts = new AtomicInteger();
    world.premises.arriving(
        request -> {
          // Once for each of two readings, and then while writers wait
          if (request.uri().contains("/fhir/_history?_since=") && firsts.incrementAndGet() == 3) {
            world.premises.put(resource("Observation", "p-late", "Patient/p"));
          }
        });

    move();

    assertThat(recordOf(world.cloud, "p")).hasSize(15);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  /** Whether anything has happened since. */
  private static boolean isLook(String uri) {
    return uri.contains("/fhir/_history?_since=") && uri.endsWith("&_count=1");
  }
}
