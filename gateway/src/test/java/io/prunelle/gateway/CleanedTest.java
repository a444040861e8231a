// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What callers wrote is kept, but cannot do harm where it is kept. */
final class CleanedTest {

  @Test
  void credentialsAreNotKept() {
    assertThat(Cleaned.query("a=b&access_token=xyz&c=d&Password=p&client_secret=s"))
        .isEqualTo("a=b&access_token=…&c=d&Password=…&client_secret=…");
  }

  @Test
  void whatIsAbsentStaysAbsent() {
    assertThat(Cleaned.text(null)).isNull();
    assertThat(Cleaned.query(null)).isNull();
  }

  @Test
  void whatBreaksLinesOrDatabasesIsReplaced() {
    assertThat(Cleaned.text("a\nb\u0000c\ud800d\u001be")).isEqualTo("a?b?c?d?e");
  }

  @Property
  void nothingBreaksALine(@ForAll String text) {
    String cleaned = Cleaned.text(text);

    assertThat(cleaned).hasSameSizeAs(text);
    assertThat(cleaned.codePoints().noneMatch(Character::isISOControl)).isTrue();
  }
}
