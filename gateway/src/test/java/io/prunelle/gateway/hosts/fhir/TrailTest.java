// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrailTest {

  @Test
  void manyPagesInARowComeToAnEnd() {
    Trail trail = new Trail("page 0");

    IntStream.rangeClosed(1, 100_000).forEach(page -> trail.on(page % 2 == 0, "page " + page));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 2", "3, 1", "5, 7", "100, 1000"})
  void aCircleIsNoticedWhereverItBeginsAndHoweverLongItIs(int before, int length) {
    Trail trail = new Trail("page 0");

    assertThatThrownBy(
            () ->
                IntStream.rangeClosed(1, 10_000)
                    .forEach(
                        page ->
                            trail.on(
                                false,
                                "page "
                                    + (page < before ? page : before + (page - before) % length))))
        .hasMessageStartingWith("unreadable: ");
  }

  @Test
  void emptyPagesWithoutEndAreNotFollowed() {
    Trail trail = new Trail("page 0");

    assertThatThrownBy(
            () -> IntStream.rangeClosed(1, 1_000).forEach(page -> trail.on(true, "page " + page)))
        .hasMessageStartingWith("unreadable: ");
  }

  @Test
  void soManyPagesAreTakenForEndless() {
    Trail trail = new Trail("page 0");

    assertThatThrownBy(
            () ->
                IntStream.rangeClosed(1, 1_000_000)
                    .forEach(page -> trail.on(false, "page " + page)))
        .hasMessageStartingWith("unreadable: ");
  }
}
