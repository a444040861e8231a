// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BinariesTest {

  private final Binaries binaries = new Binaries();

  @Test
  void ofMoreThanThereAreNamesInMemoryItIsKnownThatThereAreOthers() {
    binaries.see("came");
    binaries.want(IntStream.range(0, 50_000).mapToObj(i -> "b" + i).toList());

    binaries.want(List.of("came", "b0"));
    assertThat(binaries.tooMany()).isFalse();

    binaries.want(List.of("another"));
    assertThat(binaries.tooMany()).isTrue();
    assertThat(binaries.lacking()).isEqualTo(50_000);
  }

  @Test
  void whatHasComeTakesNoRequest() {
    for (int i = 0; i < 5_000; i++) {
      binaries.see("came" + i);
      binaries.ask("b" + i);
      assertThat(binaries.mayAsk()).isEqualTo(i < 4_999);
    }
  }
}
