// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.ops.Lengthy;
import io.prunelle.gateway.rate.Loan;
import io.prunelle.gateway.testing.ReadingThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is long is compressed, and read and written as XML, by few threads, and no event loop. */
final class LongDocumentsTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final Gzip GZIP = new Gzip(VERTX);
  private static final FhirXml XML = new FhirXml(VERTX);

  private final ReadingThreads threads = new ReadingThreads();

  @AfterAll
  static void close() {
    VERTX.close().await();
  }

  /** What is done with a document. */
  private record Step(String what, Buffer document, Function<Buffer, Future<Buffer>> work) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Stream<Step> steps(int spaces) {
    Buffer json =
        Buffer.buffer("{\"resourceType\":\"Patient\",\"id\":\"p1\"}" + " ".repeat(spaces));
    Buffer xml =
        Buffer.buffer(
            "<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"p1\"/></Patient>"
                + " ".repeat(spaces));
    return Stream.of(
        new Step(
            "inflated",
            GZIP.deflated(json.copy()).await(),
            gzip -> GZIP.inflated(gzip, Long.MAX_VALUE, (before, more) -> {})),
        new Step("deflated", json, GZIP::deflated),
        new Step("to JSON", xml, body -> XML.toJson(body, Loan.OWN)),
        new Step("to XML", json, body -> XML.toXml(body, false, Loan.OWN)));
  }

  static Stream<Step> longOnes() {
    // Spaces are the most that a compressed byte can stand for
    return steps(32 * Lengthy.LONG);
  }

  static Stream<Step> shortOnes() {
    return steps(10);
  }

  @ParameterizedTest
  @MethodSource("longOnes")
  void aLongOneIsTakenBesideTheEventLoopByOneOfAsManyThreadsAsThereAreCores(Step step)
      throws Exception {
    take(step);

    assertThat(threads.names()).isNotEmpty().allMatch(thread -> thread.startsWith("lengthy"));
  }

  @ParameterizedTest
  @MethodSource("shortOnes")
  void aShortOneIsTakenAtOnce(Step step) throws Exception {
    take(step);

    assertThat(threads.names()).isNotEmpty().allMatch(thread -> thread.contains("eventloop"));
  }

  private void take(Step step) throws Exception {
    ReadingThreads.<Buffer>onEventLoop(
        VERTX, () -> step.work.apply(threads.noticed(step.document)));
  }
}
