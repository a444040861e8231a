// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Writes to one record through a gateway, one thing after the other, whatever is killed meanwhile,
 * and knows what was acknowledged. What came to nothing it writes once more, until it is
 * acknowledged: only of what it adds it may not know whether it is there.
 */
final class Scribe implements Runnable {

  private static final String OBSERVATIONS = "/Observation";
  private static final long AGAIN_MILLIS = 300;
  private static final int FEW = 4;

  private final Http http = new Http();
  private final String fhir;
  private final String patient;
  private final Supplier<String> token;
  private final Random random;
  private final Map<String, String> acknowledged = new TreeMap<>();
  private final Set<String> gone = new HashSet<>();
  private final Set<String> uncertain = new HashSet<>();
  private final Set<String> answered = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();
  private int written;

  /** Whether the last answer was to a further attempt. */
  private boolean again;

  private volatile boolean ended;

  /**
   * Of a record that exists.
   *
   * @param token a fresh one each time
   */
  Scribe(String fhir, SmallRecord record, Supplier<String> token, Random random) {
    this.fhir = fhir;
    this.patient = record.patient();
    this.token = token;
    this.random = random;
    for (int i = 0; i < SmallRecord.OBSERVATIONS; i++) {
      String id = record.observation(i);
      acknowledged.put(id, canonical(SmallRecord.observation(patient, id, "at-first-" + i, i), id));
    }
  }

  /** It ends when what it is at is acknowledged. */
  void end() {
    ended = true;
  }

  /** Observations as they were acknowledged last, by id, in canonical form. */
  Map<String, String> acknowledged() {
    return acknowledged;
  }

  /** Ids of what was deleted. */
  Set<String> gone() {
    return gone;
  }

  /** Markers of what was added without an answer that it is there. */
  Set<String> uncertain() {
    return uncertain;
  }

  /** Request ids of what was answered, whatever the answer. */
  Set<String> answered() {
    return answered;
  }

  /** What must not have happened. */
  List<String> wrong() {
    return wrong;
  }

  /** How many writes were acknowledged. */
  int written() {
    return written;
  }

  @Override
  public void run() {
    try {
      while (!ended) {
        step();
        TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(300));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError e) {
      wrong.add(e.toString());
    }
  }

  /**
   * Two deletions a minute, and as many additions: where a host tells nothing of what has changed a
   * record of which something is deleted all the time is not moved.
   */
  private void step() throws InterruptedException {
    int what = random.nextInt(100);
    if (acknowledged.size() < FEW || what == 0) {
      add();
    } else if (what == 1) {
      delete(any());
    } else {
      String id = any();
      if (what < 50) {
        update(id);
      }
      look(id);
    }
  }

  private String any() {
    return List.copyOf(acknowledged.keySet()).get(random.nextInt(acknowledged.size()));
  }

  private void add() {
    String marker = "added-" + Long.toString(random.nextLong(), 36);
    String body = SmallRecord.observation(patient, null, marker, random.nextInt(200));
    Http.Answer answer = sent("POST", OBSERVATIONS, body);
    if (answer != null && answer.status() == 201) {
      String id = answer.json().path("id").asText();
      acknowledged.put(id, canonical(body, id));
      written++;
    } else {
      uncertain.add(marker);
    }
  }

  private void update(String id) throws InterruptedException {
    String marker = "updated-" + Long.toString(random.nextLong(), 36);
    String body = SmallRecord.observation(patient, id, marker, random.nextInt(200));
    Http.Answer answer = insisted("PUT", OBSERVATIONS + "/" + id, body);
    if (answer.status() == 200) {
      acknowledged.put(id, canonical(body, id));
      written++;
    } else {
      wrong.add("update of " + id + ": " + answer);
    }
  }

  private void delete(String id) throws InterruptedException {
    Http.Answer answer = insisted("DELETE", OBSERVATIONS + "/" + id, null);
    // An attempt that was not answered may have deleted it
    if (answer.status() == 204 || (again && (answer.status() == 404 || answer.status() == 410))) {
      acknowledged.remove(id);
      gone.add(id);
      written++;
    } else {
      wrong.add("deletion of " + id + ": " + answer);
    }
  }

  private void look(String id) {
    Http.Answer answer = sent("GET", OBSERVATIONS + "/" + id, null);
    if (answer == null || answer.status() >= 500 || answer.status() == 401) {
      return;
    }
    if (answer.status() != 200
        || !CanonicalJson.of(CanonicalJson.read(answer.body())).equals(acknowledged.get(id))) {
      wrong.add("read of " + id + " instead of " + acknowledged.get(id) + ": " + answer);
    }
  }

  /** Until there is an answer that says what has become of it. */
  private Http.Answer insisted(String method, String path, String body)
      throws InterruptedException {
    again = false;
    while (true) {
      Http.Answer answer = sent(method, path, body);
      if (answer != null && answer.status() < 500 && answer.status() != 401) {
        return answer;
      }
      again = true;
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
    }
  }

  /** Null if there was no answer. */
  private Http.Answer sent(String method, String path, String body) {
    try {
      Http.Answer answer =
          http.send(
              method,
              fhir + path,
              token.get(),
              body == null ? null : "application/fhir+json",
              body);
      if (answer.header("x-request-id") != null) {
        answered.add(answer.header("x-request-id"));
      }
      return answer;
    } catch (UncheckedIOException unanswered) {
      return null;
    }
  }

  private static String canonical(String body, String id) {
    JsonNode resource = CanonicalJson.read(body);
    ((ObjectNode) resource).put("id", id);
    return CanonicalJson.of(resource);
  }
}
