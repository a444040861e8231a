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
    assertThat(Cleaned.query("a=b&access_token=xyz&c=d&Password=p&client_secret=s", 200))
        .isEqualTo("a=b&access_token=…&c=d&Password=…&client_secret=…");
  }

  @Test
  void whatIsAbsentStaysAbsent() {
    assertThat(Cleaned.text(null, 10)).isNull();
    assertThat(Cleaned.query(null, 10)).isNull();
  }

  @Test
  void whatBreaksLinesOrDatabasesIsReplaced() {
    assertThat(Cleaned.text("a\nb\u0000c\ud800d\u001be", 100)).isEqualTo("a?b?c?d?e");
  }

  @Property
  void nothingIsLongerThanItMayBe(@ForAll String text) {
    String cleaned = Cleaned.text(text, 20);

    assertThat(cleaned.codePointCount(0, cleaned.length())).isLessThanOrEqualTo(20);
    assertThat(cleaned.codePoints().noneMatch(Character::isISOControl)).isTrue();
  }
}
