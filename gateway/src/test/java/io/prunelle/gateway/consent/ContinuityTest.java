// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A feed is a chain without gaps. */
final class ContinuityTest {

  @Test
  void aChainIsFollowed() {
    assertThatNoException()
        .isThrownBy(
            () ->
                Continuity.check(
                    4, Optional.of("d"), List.of(entry(5, "d", "e"), entry(6, "e", "f"))));
  }

  @Test
  void theFirstEntryEverHasNothingToFollowFrom() {
    assertThatNoException()
        .isThrownBy(() -> Continuity.check(0, Optional.empty(), List.of(entry(1, "0000", "a"))));
  }

  @Test
  void gapsRepetitionsAndReorderingAreNot() {
    for (List<LedgerEntry> entries :
        List.of(
            List.of(entry(6, "d", "e")),
            List.of(entry(4, "d", "e")),
            List.of(entry(5, "d", "e"), entry(5, "e", "f")),
            List.of(entry(6, "e", "f"), entry(5, "d", "e")))) {
      assertThatThrownBy(() -> Continuity.check(4, Optional.of("d"), entries))
          .hasMessageContaining("continues with");
    }
  }

  @Test
  void anEntryThatDoesNotFollowFromTheOneBeforeIsNot() {
    for (List<LedgerEntry> entries :
        List.of(
            List.of(entry(5, "x", "e")),
            List.of(entry(5, null, "e")),
            List.of(entry(5, "d", "e"), entry(6, "x", "f")))) {
      assertThatThrownBy(() -> Continuity.check(4, Optional.of("d"), entries))
          .hasMessageContaining("does not follow");
    }
  }

  private static LedgerEntry entry(
      long position, @Nullable String previous, @Nullable String hash) {
    return new LedgerEntry(position, null, previous, hash);
  }
}
