// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Chain;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.journal.Leaf.Ended;
import io.prunelle.gateway.journal.Leaf.Entered;
import io.vertx.sqlclient.SqlClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Leaves that hold whatever is hard to write and to read again. */
public final class HardLeaves {

  private static final String HARD = "a\"\\/\b\t\n\f\r\u0001\u001f\u007f é€\u2028😀";

  private final Random random = new Random(8785);

  private @Nullable String text() {
    if (random.nextInt(4) == 0) {
      return null;
    }
    if (random.nextInt(20) == 0) {
      // As long as one writes at once who writes in parts, and half of a pair longer
      return "x".repeat(999) + "😀";
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

  /**
   * Commits them as the first block of a chain that is there.
   *
   * @return what was signed, in the order of the leaves
   */
  public static List<String> commit(SqlClient client, int chain, SigningKey key) {
    List<Leaf> leaves = new HardLeaves().leaves();
    Block block =
        new Chain(chain, key, new Chain.Head(-1, Octets.of(new byte[32])))
            .next(Leaf.canonical(leaves), Instant.now())
            .result();
    CommitStatement.execute(client, block, leaves).await();
    return Leaf.canonical(leaves).stream()
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .toList();
  }

  private List<Leaf> leaves() {
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
              some().replace("\0", ""),
              Storable.name(text())));
    }
    return leaves;
  }
}
