// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.fhir.OnRecord.NextPage;
import io.prunelle.gateway.fhir.Steps;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Query;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A link to a further page opens for whom it was given, and says nothing to anybody. */
final class PageTokensTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final NextPage PAGE =
      new NextPage(
          "cabinet",
          "p1",
          "Observation",
          Set.of("Encounter"),
          Steps.of(
              Query.parse(
                  "_include=Observation:encounter&_revinclude:iterate=Provenance:target:Encounter")),
          "search-type",
          "2026-11-01",
          "host",
          42L,
          "?_getpages=secret",
          3,
          50);

  private final PageTokens tokens = at(1, NOW);

  @Test
  void itOpensForWhomItWasGiven() {
    assertThat(tokens.open(tokens.seal(PAGE, "me"), "me", "cabinet")).contains(PAGE);
  }

  @Test
  void itOpensOnAnotherInstanceWithTheSameKey() {
    assertThat(at(1, NOW).open(tokens.seal(PAGE, "me"), "me", "cabinet")).contains(PAGE);
  }

  @Test
  void itOpensForNobodyElse() {
    String token = tokens.seal(PAGE, "me");

    assertThat(tokens.open(token, "you", "cabinet")).isEmpty();
    assertThat(tokens.open(token, "me", "other")).isEmpty();
    assertThat(at(2, NOW).open(token, "me", "cabinet")).isEmpty();
    assertThat(at(1, NOW.plus(Duration.ofMinutes(31))).open(token, "me", "cabinet")).isEmpty();
  }

  /** Some hosts write all that they were asked into their own link. */
  @Test
  void manyStepsAreHeldBesideAContinuationThatRepeatsThem() {
    String query = steps(15);
    NextPage page = page(query, "?_getpages=x&" + query.replace("Type:", "Type%3A"));

    assertThat(tokens.open(tokens.seal(page, "me"), "me", "cabinet")).contains(page);
  }

  @Test
  void whateverIsSealedOpensAgain() {
    for (int number = 0; number < 24; number++) {
      for (int length = 1; length <= 1_500; length += 100) {
        NextPage page = page(steps(number), "?" + "x".repeat(length));
        try {
          assertThat(tokens.open(tokens.seal(page, "me"), "me", "cabinet")).contains(page);
        } catch (Refused refused) {
          assertThat(number).isGreaterThan(12);
        }
      }
    }
  }

  @Test
  void moreStepsThanOpenAgainAreRefused() {
    Throwable refused = catchThrowable(() -> tokens.seal(page(steps(40), "?x"), "me"));

    assertThat(Refusals.answer(refused).status()).isEqualTo(414);
  }

  /** Each way, time and again, of a type and of any. */
  private static String steps(int number) {
    return IntStream.range(0, number)
        .mapToObj(
            i ->
                (i % 2 == 0 ? "_include" : "_revinclude")
                    + (i % 3 == 0 ? ":iterate" : "")
                    + "=MedicationType:reference-"
                    + i
                    + (i % 5 == 0 ? ":Practitioner" : ""))
        .collect(Collectors.joining("&"));
  }

  private static NextPage page(String query, String continuation) {
    return page(Steps.of(Query.parse(query)), "h", null, continuation);
  }

  @Test
  void nothingOfTheHostShowsInIt() {
    String token = tokens.seal(PAGE, "me");

    assertThat(token).matches("[A-Za-z0-9_-]+").isNotEqualTo(tokens.seal(PAGE, "me"));
  }

  /** Which host it is, and under which decision, tells that a patient refused. */
  @Test
  void itsLengthTellsNothingOfTheHostNorOfTheDecision() {
    Set<Integer> lengths = new HashSet<>();
    for (int length = 1; length < 700; length++) {
      String continuation = "?" + "x".repeat(length);
      lengths.clear();
      for (NextPage page :
          List.of(
              page("cabinet", null, continuation),
              page("nuage-sante", 7L, continuation),
              page("h", 1_234_567_890_123L, continuation),
              page("h".repeat(63), null, continuation))) {
        String token = tokens.seal(page, "me");
        lengths.add(token.length());
        assertThat(tokens.open(token, "me", "cabinet")).contains(page);
      }
      assertThat(lengths).as(continuation).hasSize(1);
    }
  }

  private static NextPage page(String host, @Nullable Long decision, String continuation) {
    return page(Steps.NONE, host, decision, continuation);
  }

  private static NextPage page(
      Steps steps, String host, @Nullable Long decision, String continuation) {
    return new NextPage(
        "cabinet",
        "p1",
        "Observation",
        Set.of(),
        steps,
        "search-type",
        null,
        host,
        decision,
        continuation,
        0,
        0);
  }

  @Test
  void everyAlteredTokenIsRefused() {
    String token = tokens.seal(PAGE, "me");
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String altered = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(tokens.open(altered, "me", "cabinet")).isEmpty();
    }
  }

  @Property(tries = 2_000)
  void whatIsNoTokenIsRefusedWithoutAFuss(@ForAll String token) {
    assertThat(tokens.open(token, "me", "cabinet")).isEmpty();
  }

  private static PageTokens at(int key, Instant now) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) key;
    return new PageTokens(new SecretKeySpec(bytes, "AES"), Clock.fixed(now, ZoneOffset.UTC));
  }
}
