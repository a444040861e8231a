// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeakMemoryTest {

  @Test
  void whatACollectionHasLeftCounts() {
    assertThat(
            PeakMemory.heap(
                List.of(
                    "[0.005s] Using Serial",
                    "[2.345s] GC(3) Pause Young (Allocation Failure) 92M->21M(240M) 3.021ms",
                    "[3.456s] GC(4) Pause Full (Allocation Failure) 120M->64M(240M) 93.6ms",
                    "[4.567s] GC(5) Pause Young (Allocation Failure) 140M->63M(240M) 5.1ms")))
        .hasValue(64);
  }

  @Test
  void withoutACollectionNothingIsKnown() {
    assertThat(PeakMemory.heap(List.of("[0.005s] Using Serial"))).isEmpty();
  }
}
