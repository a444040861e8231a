// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Chain.Head;
import io.prunelle.gateway.chain.ChainStart;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.journal.Leaf.Ended;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of chains and blocks, and the locks that say who writes them. */
final class ChainTable {

  /** Held by the session that writes a chain, for as long as it lives. */
  private static final int WRITER = 1886547819;

  /** Held by a transaction that appends to a chain, or closes it. */
  private static final int APPENDING = 1886547820;

  /** Held by the session of one process, which has one at a time. */
  private static final int PROCESS = 1886547823;

  private static final String CREATE =
      "INSERT INTO journal.chain (id, instance, purpose, started_at) VALUES ($1, $2, $3, $4)";

  private static final String CLOSE =
      "INSERT INTO journal.closed (chain, closer, number, digest) VALUES ($1, $2, $3, $4)";

  private static final String OPEN =
      "SELECT id FROM journal.chain c WHERE id <> ALL ($1)"
          + " AND NOT EXISTS (SELECT 1 FROM journal.closed WHERE chain = c.id) ORDER BY id";

  private static final String HEAD =
      "SELECT number, recorded_at, leaves, root, previous, key_id, signature FROM journal.block"
          + " WHERE chain = $1 ORDER BY number DESC LIMIT 1";

  /** And whether it was this transaction that wrote it, which may come to nothing yet. */
  private static final String TAIL =
      HEAD.replace(" FROM", ", coalesce(xmin = pg_current_xact_id_if_assigned()::xid, false) FROM");

  /** What was under way before the chain's end. */
  private static final String UNSETTLED =
      "SELECT id FROM journal.entry e WHERE chain = $1 AND id >= $2"
          + " AND NOT EXISTS (SELECT 1 FROM journal.outcome WHERE entry = e.id AND entry >= $2)";

  private static final String CLOSED_SINCE =
      "SELECT c.chain FROM journal.closed c JOIN journal.chain k ON k.id = c.closer"
          + " WHERE k.started_at >= $1";

  private static final String BLOCK =
      "SELECT number, recorded_at, leaves, root, previous, key_id, signature FROM journal.block"
          + " WHERE chain = $1 AND number = $2";

  private static final String RECORDED =
      "SELECT recorded_at FROM journal.block WHERE chain = $1 AND number = $2";

  private static final String HELD =
      " pg_locks l WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM"
          + " pg_database WHERE datname = current_database()) AND classid = $1::int::oid AND objid = ";

  private static final String EVICT =
      "SELECT coalesce(a.wait_event = 'SyncRep', false) AS waits,"
          + " CASE WHEN a.wait_event IS DISTINCT FROM 'SyncRep'"
          + " THEN pg_terminate_backend(a.pid) END FROM pg_stat_activity a"
          + " WHERE a.pid IN (SELECT pid FROM"
          + HELD
          + "$2::int::oid)";

  private static final String LEFT =
      "SELECT id FROM journal.chain c WHERE id = ANY ($2)"
          + " AND NOT EXISTS (SELECT 1 FROM journal.closed WHERE chain = c.id)"
          + " AND NOT EXISTS (SELECT 1 FROM"
          + HELD
          + "c.id::oid) ORDER BY id";

  Future<Integer> nextId(SqlClient client) {
    return client
        .query("SELECT nextval('journal.chain_id')::int")
        .execute()
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  /** Makes the partitions of months to come. */
  Future<Void> prepare(SqlClient client) {
    return client.query("SELECT journal.prepare()").execute().mapEmpty();
  }

  /** Whether the server lets anything be written: a standby does not. */
  Future<Boolean> isWritable(SqlClient client) {
    return client
        .query("SELECT current_setting('transaction_read_only') = 'off'")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** Whether this session is now the one that writes the chain. */
  Future<Boolean> own(SqlClient client, int chain) {
    return locked(client, WRITER, chain);
  }

  /** Whether this session is now the only one of the process. */
  Future<Boolean> alone(SqlClient client, int process) {
    return locked(client, PROCESS, process);
  }

  private static Future<Boolean> locked(SqlClient client, int what, int which) {
    return client
        .preparedQuery("SELECT pg_try_advisory_lock($1, $2)")
        .execute(Tuple.of(what, which))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /**
   * Ends the session that the process had before. Of one whose network has vanished the server may
   * not know for hours that nobody is there any more. One that waits for a standby is left to it:
   * its commit would not be taken back, and another would have to wait as well.
   *
   * @return whether it waits for a standby
   */
  Future<Boolean> evict(SqlClient client, int process) {
    return client
        .preparedQuery(EVICT)
        .execute(Tuple.of(PROCESS, process))
        .map(rows -> rows.size() > 0 && rows.iterator().next().getBoolean(0));
  }

  /** Of these chains, those that nobody has closed, and nobody writes. */
  Future<List<Integer>> left(SqlClient client, Collection<Integer> chains) {
    return client
        .preparedQuery(LEFT)
        .execute(Tuple.of(WRITER).addArrayOfInteger(chains.toArray(Integer[]::new)))
        .map(ChainTable::ids);
  }

  private static List<Integer> ids(RowSet<Row> rows) {
    List<Integer> ids = new ArrayList<>();
    rows.forEach(row -> ids.add(row.getInteger(0)));
    return ids;
  }

  Future<Void> disown(SqlClient client, int chain) {
    return client
        .preparedQuery("SELECT pg_advisory_unlock($1, $2)")
        .execute(Tuple.of(WRITER, chain))
        .mapEmpty();
  }

  /** Until the transaction ends, nobody else appends to the chain or closes it. */
  Future<Void> hold(SqlClient client, int chain) {
    return client
        .preparedQuery("SELECT pg_advisory_xact_lock($1, $2)")
        .execute(Tuple.of(APPENDING, chain))
        .mapEmpty();
  }

  /** Chains that nobody has closed, but for these. */
  Future<List<Integer>> open(SqlClient client, List<Integer> except) {
    return client
        .preparedQuery(OPEN)
        .execute(Tuple.tuple().addArrayOfInteger(except.toArray(Integer[]::new)))
        .map(ChainTable::ids);
  }

  Future<Head> head(SqlClient client, int chain) {
    return last(client, chain)
        .map(
            last ->
                // Chains begin in the transaction of their block 0: someone has removed it
                last == null
                    ? new Head(-1, Octets.of(new byte[0]))
                    : new Head(last.number(), last.digest(new MerkleTree())));
  }

  /** The chain's last block; null for none. */
  Future<@Nullable Block> last(SqlClient client, int chain) {
    return client.preparedQuery(HEAD).execute(Tuple.of(chain)).map(rows -> last(chain, rows));
  }

  /** One block of the chain; null when it is not there. */
  Future<@Nullable Block> block(SqlClient client, int chain, long number) {
    return client
        .preparedQuery(BLOCK)
        .execute(Tuple.of(chain, number))
        .map(rows -> last(chain, rows));
  }

  /**
   * The chain's end as a transaction sees it.
   *
   * @param last null when there is none
   * @param own whether it is the transaction's own, and not committed yet
   */
  record Tail(@Nullable Block last, boolean own) {}

  Future<Tail> tail(SqlClient client, int chain) {
    return client
        .preparedQuery(TAIL)
        .execute(Tuple.of(chain))
        .map(
            rows ->
                new Tail(
                    last(chain, rows), rows.size() > 0 && rows.iterator().next().getBoolean(7)));
  }

  private static @Nullable Block last(int chain, RowSet<Row> rows) {
    for (Row row : rows) {
      return new Block(
          chain,
          row.getLong(0),
          row.getOffsetDateTime(1).toInstant(),
          row.getInteger(2),
          Octets.of(row.getBuffer(3).getBytes()),
          Octets.of(row.getBuffer(4).getBytes()),
          row.getString(5),
          Octets.of(row.getBuffer(6).getBytes()));
    }
    return null;
  }

  /** Whether the chain is there, and nobody has closed it. */
  Future<Boolean> isOpen(SqlClient client, int chain) {
    return client
        .preparedQuery(
            "SELECT EXISTS (SELECT 1 FROM journal.chain c WHERE id = $1"
                + " AND NOT EXISTS (SELECT 1 FROM journal.closed WHERE chain = c.id))")
        .execute(Tuple.of(chain))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** The same of all of these. */
  Future<Boolean> areOpen(SqlClient client, List<Integer> chains) {
    return client
        .preparedQuery(
            "SELECT count(*) FROM journal.chain c WHERE id = ANY ($1)"
                + " AND NOT EXISTS (SELECT 1 FROM journal.closed WHERE chain = c.id)")
        .execute(Tuple.tuple().addArrayOfInteger(chains.toArray(Integer[]::new)))
        .map(rows -> rows.iterator().next().getLong(0) == chains.size());
  }

  /**
   * Lets the statements of this transaction take longer than those that requests wait for: of a
   * chain that was busy when it ended there is much to be looked through.
   */
  Future<Void> takeTime(SqlClient client, Duration longest) {
    return client.query("SET LOCAL statement_timeout = " + longest.toMillis()).execute().mapEmpty();
  }

  /** When this block of the chain was signed; null when there is none. */
  Future<@Nullable Instant> recorded(SqlClient client, int chain, long number) {
    return client
        .preparedQuery(RECORDED)
        .execute(Tuple.of(chain, number))
        .map(
            rows ->
                rows.size() == 0 ? null : rows.iterator().next().getOffsetDateTime(0).toInstant());
  }

  /** Chains that were closed by ones that began since then. */
  Future<List<Integer>> closedSince(SqlClient client, Instant since) {
    return client
        .preparedQuery(CLOSED_SINCE)
        .execute(Tuple.of(since.atOffset(ZoneOffset.UTC)))
        .map(ChainTable::ids);
  }

  /** How entries of the chain ended whose end nobody has seen, none of them older. */
  Future<List<Leaf>> unsettled(SqlClient client, int chain, Instant from, Instant now) {
    return client
        .preparedQuery(UNSETTLED)
        .execute(Tuple.of(chain, Identifiers.least(from)))
        .map(
            rows -> {
              List<Leaf> unknown = new ArrayList<>();
              rows.forEach(
                  row ->
                      unknown.add(new Ended(row.getUUID(0), now, 0, 0, 0, Outcome.UNKNOWN, null)));
              return unknown;
            });
  }

  Future<Void> create(SqlClient client, ChainStart start) {
    return client
        .preparedQuery(CREATE)
        .execute(
            Tuple.of(
                start.chain(),
                start.instance(),
                start.purpose().word(),
                start.at().atOffset(ZoneOffset.UTC)))
        .compose(created -> close(client, start));
  }

  private static Future<Void> close(SqlClient client, ChainStart start) {
    List<Tuple> rows = new ArrayList<>();
    start
        .closes()
        .forEach(
            (chain, head) ->
                rows.add(
                    Tuple.of(
                        chain,
                        start.chain(),
                        head.number(),
                        Buffer.buffer(head.digest().bytes()))));
    return rows.isEmpty()
        ? Future.succeededFuture()
        : client.preparedQuery(CLOSE).executeBatch(rows).mapEmpty();
  }
}
