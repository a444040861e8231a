// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.ops.Lengthy;
import io.prunelle.gateway.rate.Loan;
import io.prunelle.gateway.rest.ParsedRequests;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.testing.ReadingThreads;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No event loop reads a long body, for all whom it serves would wait meanwhile. */
final class ReadingBesideTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final FhirRequests REQUESTS =
      new FhirRequests(VERTX, TestSettings.of(TestRealm.start(VERTX)));
  private static final String OBSERVATION =
      "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"subject\":{\"reference\":\"Patient/p1\"}}";
  private static final String PATIENT = "{\"resourceType\":\"Patient\",\"id\":\"p1\"}";

  private static final Writer READER =
      new Writer() {
        @Override
        public boolean knows(String patient) {
          return true;
        }

        @Override
        public boolean reads() {
          return true;
        }

        @Override
        public boolean sees() {
          return true;
        }

        @Override
        public boolean readsOthers() {
          return false;
        }

        @Override
        public boolean isPatient() {
          return true;
        }
      };

  private final ReadingThreads threads = new ReadingThreads();

  @AfterAll
  static void close() {
    VERTX.close().await();
  }

  /** What is done with a body. */
  private record Step(
      String what, String request, String body, BiFunction<RestRequest, Buffer, Future<?>> work) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Step> steps() {
    return Stream.of(
        new Step(
            "conditions",
            "POST /Observation",
            OBSERVATION,
            (asked, body) -> REQUESTS.conditions(asked)),
        new Step(
            "resolved",
            "POST /Observation",
            OBSERVATION,
            (asked, body) -> REQUESTS.resolved(asked, Map.of())),
        new Step(
            "attribute", "PUT /Patient/p1", PATIENT, (asked, body) -> REQUESTS.attribute(asked)),
        new Step("lookUp", "PUT /Patient/p1", PATIENT, (asked, body) -> REQUESTS.lookUp(asked)),
        new Step(
            "attribute to the stored one",
            "PUT /Observation/o1",
            OBSERVATION,
            (asked, body) ->
                REQUESTS.attribute(asked, before(Buffer.buffer(OBSERVATION)), READER, Loan.OWN)),
        new Step(
            "newReferences",
            "PUT /Observation/o1",
            OBSERVATION,
            (asked, body) ->
                REQUESTS.newReferences(
                    REQUESTS.supposing(asked, "p1"),
                    body,
                    new ShownBefore(Set.of("p1"), Set.of()),
                    "http://host/fhir")));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void aLongBodyIsReadBesideTheEventLoop(Step step) throws Exception {
    read(step, step.body + " ".repeat(Lengthy.LONG));

    assertThat(threads.names()).isNotEmpty().allMatch(thread -> thread.startsWith("lengthy"));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void aShortOneIsReadAtOnce(Step step) throws Exception {
    read(step, step.body);

    assertThat(threads.names()).isNotEmpty().allMatch(thread -> thread.contains("eventloop"));
  }

  static Stream<String> patches() {
    return Stream.of(OBSERVATION, OBSERVATION + " ".repeat(Lengthy.LONG));
  }

  /** However short it is: what it is a patch of may be long. */
  @ParameterizedTest
  @MethodSource("patches")
  void aPatchIsAppliedBesideTheEventLoop(String stored) throws Exception {
    String patch = "[{\"op\":\"add\",\"path\":\"/status\",\"value\":\"final\"}]";
    RestRequest asked =
        ParsedRequests.of(
            "PATCH /Observation/o1", "", "Content-Type", "application/json-patch+json");

    onEventLoop(
        () ->
            REQUESTS.attribute(
                asked.with(noticed(patch)), before(Buffer.buffer(stored)), READER, Loan.OWN));

    assertThat(threads.names()).isNotEmpty().allMatch(thread -> thread.startsWith("lengthy"));
  }

  private static Before before(Buffer stored) {
    return new Before("p1", "1", stored, Set.of(), Set.of(), "http://host/fhir");
  }

  private void read(Step step, String body) throws Exception {
    RestRequest asked =
        ParsedRequests.of(step.request, step.body, "Content-Type", "application/fhir+json");
    onEventLoop(() -> step.work.apply(asked.with(noticed(body)), noticed(body)));
  }

  private Buffer noticed(String text) {
    return threads.noticed(Buffer.buffer(text));
  }

  private static void onEventLoop(Supplier<Future<?>> work) throws Exception {
    ReadingThreads.<Object>onEventLoop(VERTX, work);
  }
}
