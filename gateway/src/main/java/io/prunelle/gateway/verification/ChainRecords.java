// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Chain.Head;
import io.prunelle.gateway.chain.ChainStart;
import io.prunelle.gateway.chain.ChainStart.Purpose;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.verification.Finding.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what there is to verify. */
final class ChainRecords {

  private static final String CHAINS =
      "SELECT id, instance, purpose, started_at, closer, number, digest,"
          + " (SELECT min(number) FROM journal.block WHERE chain = c.id),"
          + " (SELECT max(number) FROM journal.block WHERE chain = c.id)"
          + " FROM journal.chain c LEFT JOIN journal.closed ON chain = c.id ORDER BY id";

  private static final String CLOSED = "SELECT closer, chain, number, digest FROM journal.closed";

  /** From one chain to the next by the index, whatever stands between them. */
  private static final String NAMED =
      "WITH RECURSIVE named AS (SELECT min(chain) AS chain FROM %1$s UNION ALL"
          + " SELECT (SELECT min(t.chain) FROM %1$s t WHERE t.chain > named.chain) FROM named"
          + " WHERE named.chain IS NOT NULL)"
          + " SELECT chain FROM named WHERE chain IS NOT NULL"
          + " AND NOT EXISTS (SELECT 1 FROM journal.chain WHERE id = named.chain) LIMIT 1";

  /** What belongs to nothing at all: neither walking the chains nor their names lead to it. */
  private static final Map<String, String> UNNAMED =
      Map.of(
          "block", "SELECT 'a block' FROM journal.block WHERE chain IS NULL OR number IS NULL",
          "closed", "SELECT 'an end' FROM journal.closed WHERE chain IS NULL OR closer IS NULL",
          "entry", "SELECT 'entry ' || id FROM journal.entry WHERE chain IS NULL",
          "outcome",
              "SELECT 'the outcome of entry ' || entry FROM journal.outcome WHERE chain IS NULL");

  /** Some ids are given to nobody, when a start fails. */
  private static final int MOST_ABSENT = 10;

  private final Connection connection;

  ChainRecords(Connection connection) {
    this.connection = connection;
  }

  /** In the order of their ids, in which they began. */
  List<ChainRecord> read() throws SQLException {
    Map<Integer, SortedMap<Integer, Head>> closes = closes();
    List<ChainRecord> records = new ArrayList<>();
    List<Integer> absent = new ArrayList<>();
    int next = 1;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CHAINS)) {
      while (row.next()) {
        int id = row.getInt(1);
        for (; next < id && absent.size() < MOST_ABSENT; next++) {
          absent.add(next);
        }
        next = id + 1;
        Integer closer = row.getObject(5, Integer.class);
        records.add(
            new ChainRecord(
                id,
                start(
                    id,
                    row.getString(2),
                    row.getString(3),
                    row.getObject(4, OffsetDateTime.class).toInstant(),
                    closes.getOrDefault(id, new TreeMap<>())),
                row.getObject(8, Long.class),
                row.getObject(9, Long.class),
                closer,
                closer == null ? null : new Head(row.getLong(6), Octets.of(row.getBytes(7))),
                List.copyOf(absent)));
      }
    }
    return records;
  }

  private Map<Integer, SortedMap<Integer, Head>> closes() throws SQLException {
    Map<Integer, SortedMap<Integer, Head>> closes = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CLOSED)) {
      while (row.next()) {
        closes
            .computeIfAbsent(row.getInt(1), closer -> new TreeMap<>())
            .put(row.getInt(2), new Head(row.getLong(3), Octets.of(row.getBytes(4))));
      }
    }
    return closes;
  }

  private static @Nullable ChainStart start(
      int id, String instance, String word, Instant at, SortedMap<Integer, Head> closes) {
    return Stream.of(Purpose.values())
        .filter(purpose -> purpose.word().equals(word))
        .findFirst()
        .map(purpose -> new ChainStart(id, instance, purpose, at, closes))
        .orElse(null);
  }

  /** Refuses chains that are spoken of and are not there. */
  void complete() throws SQLException, DoesNotFit {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "SELECT chain, closer FROM journal.closed x WHERE NOT EXISTS"
                  + " (SELECT 1 FROM journal.chain WHERE id = x.chain) ORDER BY chain LIMIT 1")) {
        if (row.next()) {
          throw new DoesNotFit(
              Kind.MISSING,
              row.getInt(1),
              Finding.BEGINNING,
              "chain %d, which chain %d says that it closed"
                  .formatted(row.getInt(1), row.getInt(2)));
        }
      }
      unnamed(statement);
      for (String table : List.of("block", "entry", "outcome", "closed")) {
        String source =
            table.equals("closed")
                ? "(SELECT closer AS chain FROM journal.closed)"
                : "journal." + table;
        try (ResultSet row = statement.executeQuery(NAMED.formatted(source))) {
          if (row.next()) {
            throw new DoesNotFit(
                Kind.MISSING,
                row.getInt(1),
                Finding.BEGINNING,
                "chain %d, to which rows of journal.%s say that they belong"
                    .formatted(row.getInt(1), table));
          }
        }
      }
    }
  }

  private static void unnamed(Statement statement) throws SQLException, DoesNotFit {
    for (Map.Entry<String, String> query : new TreeMap<>(UNNAMED).entrySet()) {
      try (ResultSet row = statement.executeQuery(query.getValue() + " LIMIT 1")) {
        if (row.next()) {
          throw new DoesNotFit(
              Kind.INSERTED,
              0,
              Finding.BEGINNING,
              "%s in journal.%s, which belongs to no chain and no block"
                  .formatted(row.getString(1), query.getKey()));
        }
      }
    }
  }
}
