// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.fhir.FhirResource.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** To look for who else is mentioned takes as many looks as there is to look at. */
final class MentionsTest {

  private static final int CONTAINED = 2_000;

  /** At each thing for each purpose; a look at each for each other one would be two million. */
  private static final long FEW = 20L * CONTAINED;

  private final AtomicLong looks = new AtomicLong();

  @Test
  void whatIsContainedIsLookedAtOnceHoweverMuchItIs() throws IOException {
    byte[] json = holding(CONTAINED);
    FhirResource resource = counted(ResourceParser.parse(json));

    List<Span> others = new Mentions(resource, Set.of("p1"), "").ofOthers();

    assertThat(others).hasSize(CONTAINED / 2);
    assertThat(looks).hasValueLessThan(FEW);
  }

  @Test
  void soItIsWhereItIsMaskedOrVeiled() throws IOException {
    byte[] json = holding(CONTAINED);
    FhirResource resource = counted(ResourceParser.parse(json));
    List<Span> others = new Mentions(resource, Set.of("p1"), "").ofOthers();
    looks.set(0);

    assertThat(new Veiled(resource, json, others).json()).asString().doesNotContain("Patient/p2");
    assertThat(new FhirBodies().masks(resource, json, others))
        .hasSize(CONTAINED / 2)
        .allSatisfy(mask -> assertThat(mask).asString().contains("\"id\":\"c", "masked"));
    assertThat(looks).hasValueLessThan(FEW);
  }

  /** Each is held against the one it stands in, wherever that one is. */
  @Test
  void aReferenceCountsForWhatItStandsInAndNothingElse() throws IOException {
    String json =
        """
        {"resourceType":"Appointment","contained":[
          {"resourceType":"Observation","subject":{"reference":"Patient/p1"}},
          {"resourceType":"Appointment","participant":[{"actor":{"reference":"Practitioner/d"}},
            {"actor":{"reference":"Patient/p2"}}]},
          {"resourceType":"Observation","performer":[{"reference":"Patient/p2"}]},
          {"resourceType":"Observation","subject":{"identifier":{"value":"x"}}}],
         "participant":[{"actor":{"reference":"Patient/p1"}}]}
        """;
    FhirResource resource = ResourceParser.parse(json.getBytes(StandardCharsets.UTF_8));

    assertThat(new Mentions(resource, Set.of("p1"), "").ofOthers())
        .extracting(span -> json.substring(span.from(), span.to()))
        .satisfiesExactly(
            one -> assertThat(one).startsWith("{\"resourceType\":\"Appointment\""),
            one -> assertThat(one).isEqualTo("{\"reference\":\"Patient/p2\"}"),
            one ->
                assertThat(one).startsWith("{\"resourceType\":\"Observation\",\"subject\":{\"id"));
  }

  private FhirResource counted(FhirResource resource) {
    return new FhirResource(
        resource.type(),
        resource.id(),
        new Counted<>(resource.references()),
        new Counted<>(resource.logical()),
        new Counted<>(resource.nested()),
        resource.hasSubject());
  }

  private final class Counted<T> extends AbstractList<T> {

    private final List<T> all;

    private Counted(List<T> all) {
      this.all = all;
    }

    @Override
    public T get(int index) {
      looks.incrementAndGet();
      return all.get(index);
    }

    @Override
    public int size() {
      return all.size();
    }
  }

  /** So many, every other one of another patient. */
  private static byte[] holding(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                "{\"resourceType\":\"Observation\",\"id\":\"c%d\",\"subject\":{\"reference\":\"Patient/p%d\"}}"
                    .formatted(i, 1 + i % 2))
        .collect(
            Collectors.joining(
                ",",
                "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p1\"},\"contained\":[",
                "]}"))
        .getBytes(StandardCharsets.UTF_8);
  }
}
