// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Leaf.Ended;
import io.prunelle.gateway.journal.Leaf.Entered;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows give back the very bytes that were signed, whatever stands in them. */
final class CanonicalRowTest {

  private static final String HARD = "a\"\\/\b\t\n\f\r\u0001\u001f\u007f é€\u2028😀";

  private final Random random = new Random(8785);

  private @Nullable String text() {
    if (random.nextInt(4) == 0) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    HARD.codePoints().filter(point -> random.nextBoolean()).forEach(text::appendCodePoint);
    return text.toString();
  }

  private String some() {
    String text = text();
    return text == null ? "" : text;
  }

  private Entered entry(UUID id) {
    Instant at =
        Instant.parse("2026-02-28T23:59:59.999999Z")
            .plus(random.nextLong(1L << 50), ChronoUnit.MICROS);
    return new Entered(
        id,
        at,
        Storable.entry(
            new Entry(
                some(),
                new Entry.Agent(text(), text(), text(), text(), text(), text(), text()),
                new Entry.Act(some(), text(), text(), text(), text(), text(), text()),
                new Entry.Where(
                    text(),
                    text(),
                    text(),
                    text(),
                    random.nextBoolean() ? null : random.nextLong(1L << 53)),
                random.nextBoolean(),
                some(),
                random.nextBoolean() ? null : new Entry.Purpose(some(), text()),
                text())));
  }

  @Test
  void whatIsReadIsWhatWasSigned() throws Exception {
    try (WrittenJournal written = new WrittenJournal();
        var connection = written.database.connect(written.database.owner())) {
      List<Leaf> leaves = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        UUID id = new UUID(Identifiers.least(Instant.now()).getMostSignificantBits() | 0x7000, i);
        leaves.add(entry(id));
        leaves.add(
            new Ended(
                id,
                Instant.parse("1999-12-31T23:59:59.000001Z"),
                random.nextInt(),
                random.nextLong(),
                random.nextLong(),
                some().replace("\0", "")));
      }
      SigningKey key = KeyFile.signing(written.settings.journal());
      Block block =
          new Chain(77, key, new Chain.Head(-1, Octets.of(new byte[32])))
              .next(leaves, Instant.now());
      written.database.execute("INSERT INTO journal.chain VALUES (77, 'x', 'requests', now())");
      CommitStatement.execute(written.pools.work(), block, leaves).await();

      String[] read = new String[leaves.size()];
      new LeafRows()
          .read(
              connection,
              77,
              0,
              0,
              (place, canonical, length, retention) ->
                  read[place.leaf()] =
                      new String(Arrays.copyOf(canonical, length), StandardCharsets.UTF_8));

      assertThat(read)
          .containsExactly(
              leaves.stream()
                  .map(leaf -> new String(leaf.canonical(), StandardCharsets.UTF_8))
                  .toArray(String[]::new));
    }
  }
}
