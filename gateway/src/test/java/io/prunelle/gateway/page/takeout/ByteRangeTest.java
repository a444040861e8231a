// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which part of an archive a request asks for. */
final class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,      0,  0",
    "bytes=10-19,   10, 19",
    "bytes=90-,     90, 99",
    "bytes=90-1000, 90, 99",
    "bytes=-10,     90, 99",
    "bytes=-1000,    0, 99",
    "bytes= 5 - 6,   5,  6"
  })
  void aPartIsSent(String header, long first, long last) {
    assertThat(ByteRange.of(header, 100)).hasValue(new ByteRange(first, last));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0"})
  void aPartThatIsNotThereIsNotSent(String header) {
    assertThat(ByteRange.of(header, 100)).hasValueSatisfying(r -> assertThat(r.exists()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes=-",
        "bytes=9-3",
        "bytes=0-1,3-4",
        "items=0-1",
        "bytes=a-b",
        "bytes=0-99999999999999999999999999",
        "bytes=--5"
      })
  void whatIsNotUnderstoodIsAskingForAll(String header) {
    assertThat(ByteRange.of(header, 100)).isEmpty();
  }

  @Property
  void noRangeEverLeavesTheArchive(
      @ForAll @LongRange(min = 1, max = 1L << 40) long length,
      @ForAll @LongRange(min = 0) long from,
      @ForAll @LongRange(min = 0) long to) {
    for (String header :
        new String[] {"bytes=" + from + "-" + to, "bytes=" + from + "-", "bytes=-" + to}) {
      ByteRange.of(header, length)
          .filter(ByteRange::exists)
          .ifPresent(
              range -> {
                assertThat(range.first()).isBetween(0L, length - 1);
                assertThat(range.last()).isBetween(range.first(), length - 1);
              });
    }
  }
}
