// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** Makes a host wait at the first request of some kind, until a test opens it. */
public final class Gate {

  private static final int SECONDS = 60;

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  private Gate() {}

  static Gate before(FhirStore host, Predicate<Arrived> kind) {
    return before(host, kind, request -> Optional.empty());
  }

  /** The same at a host that answers otherwise as it does then. */
  static Gate before(
      FhirStore host, Predicate<Arrived> kind, Function<Arrived, Optional<Reply>> instead) {
    Gate gate = new Gate();
    host.instead(
        request -> {
          if (kind.test(request)) {
            gate.reached.countDown();
            await(gate.open);
          }
          return instead.apply(request);
        });
    return gate;
  }

  static boolean writes(Arrived request) {
    return transaction(request, "\"PUT\"");
  }

  static boolean deletes(Arrived request) {
    return transaction(request, "\"DELETE\"");
  }

  public static boolean expunges(Arrived request) {
    return request.uri().endsWith("/$expunge");
  }

  static boolean everything(Arrived request) {
    return request.uri().contains("/$everything") && first(request);
  }

  static boolean history(Arrived request) {
    return request.uri().startsWith("/fhir/_history?_since=") && first(request);
  }

  /** Asks when it was written to last. */
  static boolean latest(Arrived request) {
    return request.uri().startsWith("/fhir/_history?_count=");
  }

  /** Not one of the following pages. */
  private static boolean first(Arrived request) {
    return !request.uri().contains("_offset");
  }

  private static boolean transaction(Arrived request, String method) {
    return request.uri().equals("/fhir") && request.body().toString().contains(method);
  }

  void awaitReached() {
    assertThat(await(reached)).isTrue();
  }

  void open() {
    open.countDown();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
