// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.access.AccessPolicy.Capacity;
import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.testing.Interactions;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What examining a Bundle of 45 kB costs by itself, in CPU, and of that, reading its tokens and
 * nothing more: the floor of every answer that is examined.
 */
final class ExaminationCost {

  private static final Host HOST =
      new Host("h", HostKind.ON_PREMISE, URI.create("http://10.0.0.5:8080/fhir"), null);
  private static final OnRecord SEARCH = Interactions.search("cabinet", "p1", "Observation");
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static final int BYTES = 45_000;
  private static final int ROUND = 5_000;

  private ExaminationCost() {}

  /** Argument: how many rounds; the first ones are the compiler's. */
  public static void main(String[] arguments) throws IOException {
    Vertx vertx = Vertx.vertx();
    Filter filter = new Filter(vertx, TestSettings.of(TestRealm.start(vertx)));
    Examination examination =
        new Examination(
            SEARCH, HOST, Grant.whole(Capacity.PATIENT, Set.of("p1")), Set.of(), "me", 7L);
    Buffer bundle = bundle();
    for (int round = 0; round < Integer.parseInt(arguments[0]); round++) {
      long start = CPU.getCurrentThreadCpuTime();
      for (int i = 0; i < ROUND; i++) {
        if (filter.examine(examination, 200, bundle).result().length() < BYTES / 2) {
          throw new IllegalStateException("it was not shown");
        }
      }
      long examined = CPU.getCurrentThreadCpuTime();
      for (int i = 0; i < ROUND; i++) {
        JsonReader reader = JsonReader.open(Received.bytes(bundle));
        while (reader.nextToken() != null) {
          reader.currentName();
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%d bytes: examined in %.1f us, tokens read in %.1f us%n",
          bundle.length(),
          (examined - start) / 1e3 / ROUND,
          (CPU.getCurrentThreadCpuTime() - examined) / 1e3 / ROUND);
    }
    vertx.close().await();
    System.exit(0);
  }

  private static Buffer bundle() {
    int length = RecordingHost.observation("o1", "p1").put("category", codings()).encode().length();
    JsonObject[] observations =
        IntStream.range(0, BYTES / (length + 100))
            .mapToObj(i -> RecordingHost.observation("o" + i, "p1").put("category", codings()))
            .toArray(JsonObject[]::new);
    return RecordingHost.searchset(observations).toBuffer();
  }

  /** Brings each to the size of an Observation as hosts have them. */
  private static JsonArray codings() {
    JsonArray codings = new JsonArray();
    IntStream.range(0, 4)
        .forEach(
            i ->
                codings.add(
                    new JsonObject()
                        .put("system", "http://terminology.hl7.org/CodeSystem/observation-category")
                        .put("code", "vital-signs-" + i)
                        .put("display", "Vital Signs")));
    return new JsonArray().add(new JsonObject().put("coding", codings));
  }
}
