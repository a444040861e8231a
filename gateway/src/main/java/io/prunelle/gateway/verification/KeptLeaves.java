// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.verification.Finding.Kind;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hashes that are kept of dropped leaves, read once: what is believed of them and what was
 * signed is told from the same rows, in an order that no collation of the database decides on.
 */
final class KeptLeaves {

  private static final String ALL =
      "SELECT month, chain, block, leaf, hash FROM journal.dropped_leaf";
  private static final String LAST =
      "SELECT pg_catalog.max(month COLLATE pg_catalog.\"C\") FROM journal.dropped_leaf";
  private static final Pattern MONTH = Pattern.compile("[0-9]{4}-(0[1-9]|1[0-2])");

  private static final Comparator<Kept> ORDER =
      Comparator.comparing(Kept::month)
          .thenComparingInt(Kept::chain)
          .thenComparingLong(Kept::block)
          .thenComparingInt(Kept::leaf);

  private final List<Kept> all = new ArrayList<>();
  private @Nullable Finding odd;

  private KeptLeaves() {}

  /** One of them. */
  record Kept(YearMonth month, int chain, long block, int leaf, Octets hash) {}

  static KeptLeaves none() {
    return new KeptLeaves();
  }

  static KeptLeaves read(Connection connection) throws SQLException {
    KeptLeaves leaves = new KeptLeaves();
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(10_000);
      try (ResultSet row = statement.executeQuery(ALL)) {
        while (row.next()) {
          leaves.add(row);
        }
      }
    }
    leaves.all.sort(ORDER);
    return leaves;
  }

  /** Those of this month and of those before. */
  KeptLeaves through(YearMonth month) {
    KeptLeaves some = new KeptLeaves();
    all.stream().filter(kept -> !kept.month().isAfter(month)).forEach(some.all::add);
    return some;
  }

  /** And these. */
  KeptLeaves with(List<Kept> others) {
    KeptLeaves more = new KeptLeaves();
    more.all.addAll(all);
    more.all.addAll(others);
    more.all.sort(ORDER);
    return more;
  }

  /** The last month of which something is kept, without believing it; null where nothing is. */
  static @Nullable String lastMonth(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LAST)) {
      row.next();
      return row.getString(1);
    }
  }

  private void add(ResultSet row) throws SQLException {
    String month = row.getString(1);
    Integer chain = row.getObject(2, Integer.class);
    Long block = row.getObject(3, Long.class);
    Integer leaf = row.getObject(4, Integer.class);
    byte[] hash = row.getBytes(5);
    boolean dated = month != null && MONTH.matcher(month).matches();
    if (dated && chain != null && block != null && leaf != null && hash != null) {
      all.add(new Kept(YearMonth.parse(month), chain, block, leaf, Octets.of(hash)));
    } else if (odd == null) {
      odd =
          new Finding(
              Kind.ALTERED,
              0,
              Finding.BEGINNING,
              "journal.dropped_leaf, which has a row of the month '%s'%s"
                  .formatted(Report.oneLine(month), dated ? " without a place or a hash" : ""));
    }
  }

  /** A row that no gateway has written; null when there is none. */
  @Nullable Finding odd() {
    return odd;
  }

  void each(Consumer<Kept> taker) {
    all.forEach(taker);
  }

  /** Over those of this month and of those before, a line each. */
  Octets digest(YearMonth through) {
    StringBuilder lines = new StringBuilder();
    for (Kept kept : all) {
      if (!kept.month().isAfter(through)) {
        lines
            .append(kept.month())
            .append(' ')
            .append(kept.chain())
            .append(' ')
            .append(kept.block())
            .append(' ')
            .append(kept.leaf())
            .append(' ')
            .append(kept.hash())
            .append('\n');
      }
    }
    return Octets.of(new MerkleTree().digest(lines.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
