// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Whoever looks up why a request was refused finds the reason. */
class ReasonsTest {

  @Test
  void eachReasonOfARefusalIsInTheTableOfThem() throws IOException {
    String table = Files.readString(Path.of("docs/access.md"));

    assertThat(WrittenReasons.all())
        .hasSizeGreaterThan(60)
        .allSatisfy(reason -> assertThat(table).contains("`" + reason + "`"));
  }
}
