// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Whatever is sent, something is stored that is the same when it is read back. */
final class StorableTest {

  @Property
  void whatIsStoredIsTextThatUtf8AndPostgresqlTake(
      @ForAll @StringLength(max = 80) String value, @ForAll @IntRange(max = 80) int longest) {
    String stored = Storable.text(value, longest);

    assertThat(stored.length()).isLessThanOrEqualTo(longest);
    assertThat(stored).doesNotContain("\u0000");
    assertThat(new String(stored.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(stored);
  }

  @Property
  void soundTextStaysAsItIs(@ForAll @StringLength(max = 80) String value) {
    String sound =
        new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
            .replace("\u0000", "");

    assertThat(Storable.text(sound, 80)).isEqualTo(sound);
  }
}
