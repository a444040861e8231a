// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.prunelle.gateway.verification.Examiner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * Callers who ask again as soon as they have an answer, whatever befalls the database, and what has
 * to be true of all that they were answered.
 */
final class Load implements AutoCloseable {

  private static final int CALLERS = 8;

  private final RunningGateway gateway;
  private final List<Thread> callers = new ArrayList<>();
  private final Set<String> served = ConcurrentHashMap.newKeySet();
  private final Set<String> putOff = ConcurrentHashMap.newKeySet();
  private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicLong longestMillis = new AtomicLong();
  private volatile boolean over;

  private Load(RunningGateway gateway) {
    this.gateway = gateway;
  }

  /** Settings by which callers may ask as often as they like. */
  static Settings unthrottled(Settings s) {
    Settings.Clients c = s.clients();
    return TestSettings.with(
        s,
        s.limits(),
        new Settings.Clients(
            c.requestLine(),
            c.headers(),
            c.headTimeout(),
            c.bodyTimeout(),
            c.answerTimeout(),
            1_000_000,
            1_000_000,
            c.origins(),
            c.trustedProxies()));
  }

  static Load on(RunningGateway gateway) {
    Load load = new Load(gateway);
    gateway.premises.answers(Load::host);
    String token = gateway.realm.practitioner();
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      Thread thread = new Thread(() -> load.call(caller, token), "caller");
      thread.start();
      load.callers.add(thread);
    }
    load.awaitServed();
    return load;
  }

  private static RecordingHost.Reply host(RecordingHost.Arrived request) {
    return request.method().equals("POST")
        ? RecordingHost.Reply.json(201, request.body().toJsonObject().put("id", "x"))
        : RecordingHost.patient(request);
  }

  private void call(int caller, String token) {
    while (!over) {
      long begun = System.nanoTime();
      try {
        Answer answer = ask(caller, token);
        answers.incrementAndGet();
        seen(answer);
        if (answer.status() == 503) {
          // callers who are put off come back at once: this machine has few processors
          LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
      } catch (RuntimeException failed) {
        unexpected.add(failed.toString());
      }
      long millis = (System.nanoTime() - begun) / 1_000_000;
      longestMillis.accumulateAndGet(millis, Math::max);
    }
  }

  private Answer ask(int caller, String token) {
    String patient = "p" + caller;
    return switch (caller % 4) {
      case 1 -> gateway.get("/Observation?patient=" + patient, token);
      case 2 ->
          gateway.post("/Observation", token, RecordingHost.observation("x", patient).encode());
      default -> gateway.get("/Patient/" + patient, token);
    };
  }

  private void seen(Answer answer) {
    if (answer.status() == 200 || answer.status() == 201) {
      served.add(answer.requestId());
    } else if (answer.status() == 503
        && answer.header("retry-after") != null
        && "OperationOutcome".equals(answer.json().getString("resourceType"))) {
      putOff.add(answer.requestId());
    } else {
      unexpected.add(answer.status() + " " + answer.body());
    }
  }

  int served() {
    return served.size();
  }

  /** The requests that were. */
  Set<String> answered() {
    return Set.copyOf(served);
  }

  Duration longest() {
    return Duration.ofMillis(longestMillis.get());
  }

  /** Until callers are served, again if they were not. */
  void awaitServed() {
    int before = served.size();
    await(30, load -> load.served.size() > before + 40);
  }

  /** Until callers are told to come back later. */
  void awaitPutOff() {
    int before = putOff.size();
    await(60, load -> load.putOff.size() >= before + CALLERS);
  }

  private void await(int seconds, Predicate<Load> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(seconds))
        .until(() -> condition.test(this) || !unexpected.isEmpty());
    assertThat(unexpected).isEmpty();
  }

  /** Ends it, and holds what was answered against what is written. */
  void endAndAssertKept(TestDatabase database, Path... witnesses) {
    close();
    assertThat(unexpected).isEmpty();
    assertThat(served).isNotEmpty();
    Set<String> written = written(database);
    assertThat(written).as("what was answered").containsAll(served);
    Set<String> arrived = new HashSet<>();
    gateway.arrived().forEach(request -> arrived.add(request.headers().get("X-Request-Id")));
    assertThat(written).as("what reached a host").containsAll(arrived);
    assertFits(gateway, witnesses);
  }

  static Set<String> written(TestDatabase database) {
    Set<String> written = new HashSet<>();
    database
        .rows("SELECT request_id FROM journal.entry WHERE permitted")
        .forEach(row -> written.add((String) row.get("request_id")));
    return written;
  }

  static void assertFits(RunningGateway gateway, Path... witnesses) {
    assertThat(verify(gateway, witnesses)).startsWith("The journal fits");
  }

  /** What {@code gateway verify} says. */
  static String verify(RunningGateway gateway, Path... witnesses) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      Examiner.of(gateway.settings(), List.of()).verify(false, List.of(witnesses), out);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
    return said.toString(StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() {
    over = true;
    for (Thread caller : callers) {
      try {
        caller.join(30_000);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
