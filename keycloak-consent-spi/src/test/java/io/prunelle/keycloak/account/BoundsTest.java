// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BoundsTest {
  private final Bounds bounds = new Bounds();

  @Test
  void asManyAsThereMayBeAreAllOfThem() {
    assertThat(bounds.first("sessions", Stream.generate(() -> 1).limit(Bounds.MOST)))
        .hasSize(Bounds.MOST);
    assertThat(bounds.cut()).isEmpty();
  }

  @Test
  void whatDoesNotEndIsCutAndSaidToBeByItsName() {
    assertThat(bounds.first("sessions", Stream.generate(() -> 1))).hasSize(Bounds.MOST);
    bounds.first("sessions", Stream.generate(() -> 1));
    bounds.first("roles", Stream.of(1));
    bounds.first("groups", Stream.generate(() -> 1));

    assertThat(bounds.cut()).containsExactly("groups", "sessions");
  }

  @Test
  void whatOneOfAListHasInTurnIsBoundedMoreNarrowly() {
    assertThat(bounds.within("consents", Stream.generate(() -> 1).limit(20))).hasSize(20);
    assertThat(bounds.cut()).isEmpty();
    assertThat(bounds.within("sessions", Stream.generate(() -> 1))).hasSize(20);

    assertThat(bounds.cut()).containsExactly("sessions");
  }
}
