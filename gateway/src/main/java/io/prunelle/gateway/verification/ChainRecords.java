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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what there is to verify. */
final class ChainRecords {

  private static final String CHAINS =
      "SELECT id, instance, purpose, started_at,"
          + " (SELECT min(number) FROM journal.block WHERE chain = c.id),"
          + " (SELECT max(number) FROM journal.block WHERE chain = c.id)"
          + " FROM journal.chain c WHERE id IS NOT NULL ORDER BY id";

  private static final String CLOSED =
      "SELECT closer, chain, number, digest FROM journal.closed ORDER BY chain, closer";

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
          "chain", "SELECT 'a chain without a number' FROM journal.chain WHERE id IS NULL",
          "block", "SELECT 'a block' FROM journal.block WHERE chain IS NULL OR number IS NULL",
          "closed", "SELECT 'an end' FROM journal.closed WHERE chain IS NULL OR closer IS NULL",
          "entry", "SELECT 'entry ' || id FROM journal.entry WHERE chain IS NULL",
          "outcome",
              "SELECT 'the outcome of entry ' || entry FROM journal.outcome WHERE chain IS NULL");

  private static final int LAST_YEAR = 9_999;

  /** Of an end that names no block. */
  private static final long NOWHERE = -1;

  /** Some ids are given to nobody, when a start fails. */
  private static final int MOST_ABSENT = 10;

  /** Where a chain ended, as the one that closed it says. */
  private record Closed(int closer, int chain, Head end) {}

  private final Connection connection;
  private final List<Closed> closed = new ArrayList<>();
  private final Set<Integer> ids = new HashSet<>();
  private @Nullable Integer twice;

  ChainRecords(Connection connection) {
    this.connection = connection;
  }

  /** In the order of their ids, in which they began. */
  List<ChainRecord> read() throws SQLException {
    readClosed();
    Map<Integer, Closed> ends = new HashMap<>();
    Map<Integer, SortedMap<Integer, Head>> closes = new HashMap<>();
    for (Closed one : closed) {
      ends.put(one.chain(), one);
      closes.computeIfAbsent(one.closer(), closer -> new TreeMap<>()).put(one.chain(), one.end());
    }
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
        if (!ids.add(id) && twice == null) {
          twice = id;
        }
        Closed end = ends.get(id);
        records.add(
            new ChainRecord(
                id,
                start(
                    id,
                    row.getString(2),
                    row.getString(3),
                    row.getObject(4, OffsetDateTime.class),
                    closes.getOrDefault(id, new TreeMap<>())),
                row.getObject(5, Long.class),
                row.getObject(6, Long.class),
                end == null ? null : (Integer) end.closer(),
                end == null ? null : end.end(),
                List.copyOf(absent)));
      }
    }
    return records;
  }

  /** Once: ends, what was signed of them and which chains there have to be are told from these. */
  private void readClosed() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CLOSED)) {
      while (row.next()) {
        Long number = row.getObject(3, Long.class);
        byte[] digest = row.getBytes(4);
        closed.add(
            new Closed(
                row.getInt(1),
                row.getInt(2),
                new Head(
                    number == null ? NOWHERE : number,
                    Octets.of(digest == null ? new byte[0] : digest))));
      }
    }
  }

  /** Null where no gateway has said this of a chain, and so none has signed it. */
  private static @Nullable ChainStart start(
      int id,
      @Nullable String instance,
      @Nullable String word,
      @Nullable OffsetDateTime at,
      SortedMap<Integer, Head> closes) {
    // PostgreSQL knows an infinite time, and years that no four digits write
    if (instance == null || at == null || at.getYear() < 0 || at.getYear() > LAST_YEAR) {
      return null;
    }
    return Stream.of(Purpose.values())
        .filter(purpose -> purpose.word().equals(word))
        .findFirst()
        .map(purpose -> new ChainStart(id, instance, purpose, at.toInstant(), closes))
        .orElse(null);
  }

  /** Refuses chains that are spoken of and are not there, and what stands there twice. */
  void complete() throws SQLException, DoesNotFit {
    if (ids.isEmpty()) {
      throw new DoesNotFit(
          Kind.MISSING,
          0,
          Finding.BEGINNING,
          "all chains; each gateway begins two when it starts, before it serves anybody");
    }
    try (Statement statement = connection.createStatement()) {
      unnamed(statement);
    }
    for (Closed one : closed) {
      if (!ids.contains(one.chain())) {
        throw new DoesNotFit(
            Kind.MISSING,
            one.chain(),
            Finding.BEGINNING,
            "chain %d, which chain %d says that it closed".formatted(one.chain(), one.closer()));
      }
    }
    once();
    try (Statement statement = connection.createStatement()) {
      for (String table : List.of("block", "entry", "outcome")) {
        try (ResultSet row = statement.executeQuery(NAMED.formatted("journal." + table))) {
          if (row.next()) {
            throw missing(row.getInt(1), table);
          }
        }
      }
    }
    for (Closed one : closed) {
      if (!ids.contains(one.closer())) {
        throw missing(one.closer(), "closed");
      }
    }
  }

  /** Without its keys, a table takes anything a second time. */
  private void once() throws DoesNotFit {
    if (twice != null) {
      throw new DoesNotFit(
          Kind.INSERTED,
          twice,
          Finding.BEGINNING,
          "chain %d, a second one of this number".formatted(twice));
    }
    Set<Integer> ended = new HashSet<>();
    for (Closed one : closed) {
      if (!ended.add(one.chain())) {
        throw new DoesNotFit(
            Kind.INSERTED,
            one.chain(),
            Finding.BEGINNING,
            "a second end of chain %d, which chain %d is said to have closed"
                .formatted(one.chain(), one.closer()));
      }
    }
  }

  private static DoesNotFit missing(int chain, String table) {
    return new DoesNotFit(
        Kind.MISSING,
        chain,
        Finding.BEGINNING,
        "chain %d, to which rows of journal.%s say that they belong".formatted(chain, table));
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
