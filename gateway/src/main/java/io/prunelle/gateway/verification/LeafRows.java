// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.verification.CanonicalRow.Form;
import io.prunelle.gateway.verification.CanonicalRow.Member;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The leaves of blocks, as they stand in the tables, turned into the bytes that were signed. */
final class LeafRows {

  /** Interaction of the entry that says that a month has been dropped. */
  static final String RETENTION = "journal-retention";

  private static final String RESOURCE = "resource";

  private static final List<Member> ENTRY =
      List.of(
          new Member("address", "address", Form.TEXT),
          new Member("at", "recorded_at", Form.TIME),
          new Member("client", "client", Form.TEXT),
          new Member("decision", "decision", Form.NUMBER),
          new Member("host", "host", Form.TEXT),
          new Member("hosting", "hosting", Form.TEXT),
          new Member("id", "id", Form.ID),
          new Member("interaction", "interaction", Form.TEXT),
          new Member("kind", "entry", Form.CONSTANT),
          new Member("method", "method", Form.TEXT),
          new Member("name", "name", Form.TEXT),
          new Member("organization", "organization", Form.TEXT),
          new Member("path", "path", Form.TEXT),
          new Member("patient", "patient", Form.TEXT),
          new Member("permitted", "permitted", Form.TRUTH),
          new Member("practice", "practice", Form.TEXT),
          new Member("purpose", "purpose", Form.TEXT),
          new Member("query", "query", Form.TEXT),
          new Member("rawQuery", "raw_query", Form.TEXT),
          new Member("reason", "reason", Form.TEXT),
          new Member("request", "request_id", Form.TEXT),
          new Member("resourceId", "resource_id", Form.TEXT),
          new Member("resourceType", "resource_type", Form.TEXT),
          new Member("role", "role", Form.TEXT),
          new Member("statedReason", "stated_reason", Form.TEXT),
          new Member("subject", "subject", Form.TEXT),
          new Member("tokenId", "token_id", Form.TEXT),
          new Member("trace", "trace_id", Form.TEXT));

  private static final List<Member> OUTCOME =
      List.of(
          new Member("at", "recorded_at", Form.TIME),
          new Member("bytes", "bytes", Form.NUMBER),
          new Member("ending", "ending", Form.TEXT),
          new Member("entry", "entry", Form.ID),
          new Member("kind", "outcome", Form.CONSTANT),
          new Member("micros", "duration_us", Form.NUMBER),
          new Member("resource", RESOURCE, Form.TEXT),
          new Member("status", "status", Form.NUMBER));

  /**
   * As they were before V276: of a copy from then, outcomes without one are as they were signed.
   */
  private static final List<Member> FORMER_OUTCOME =
      OUTCOME.stream().filter(member -> !member.column().equals(RESOURCE)).toList();

  private static final String HAS_RESOURCE =
      "SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid ="
          + " pg_catalog.to_regclass('journal.outcome') AND NOT attisdropped AND attname = '"
          + RESOURCE
          + "')";

  /**
   * Before the members: block, leaf, id, whether it is one that says what was dropped, and the
   * partition.
   */
  private static final int FIRST = 5;

  /** Takes a leaf. */
  @FunctionalInterface
  interface Taker {

    /**
     * Takes it.
     *
     * @param canonical another's once this returns
     * @param retention whether it is an entry that says what was dropped
     */
    void take(Place place, byte[] canonical, int length, boolean retention);
  }

  /**
   * Where a leaf stands.
   *
   * @param high of the entry's id
   * @param low of the entry's id
   * @param outcome whether it is one, or an entry
   * @param table the partition, as PostgreSQL numbers it
   */
  record Place(long block, int leaf, long high, long low, boolean outcome, long table) {}

  private final CanonicalRow entry = new CanonicalRow(ENTRY);
  private @Nullable List<Member> outcomeMembers;

  /** All of these blocks, in no order. */
  void read(Connection connection, int chain, long from, long to, Taker taker) throws SQLException {
    String where = " WHERE chain = %d AND block BETWEEN %d AND %d".formatted(chain, from, to);
    BinaryCopy.read(
        connection,
        select(ENTRY, "id", "interaction = '" + RETENTION + "'", "journal.entry") + where,
        columns(ENTRY),
        row -> take(row, entry, false, taker));
    List<Member> members = outcomeMembers(connection);
    CanonicalRow outcome = new CanonicalRow(members);
    BinaryCopy.read(
        connection,
        select(members, "entry", "false", "journal.outcome") + where,
        columns(members),
        row -> take(row, outcome, true, taker));
  }

  private List<Member> outcomeMembers(Connection connection) throws SQLException {
    List<Member> members = outcomeMembers;
    if (members == null) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(HAS_RESOURCE)) {
        members = row.next() && row.getBoolean(1) ? OUTCOME : FORMER_OUTCOME;
      }
      outcomeMembers = members;
    }
    return members;
  }

  private static void take(BinaryRow row, CanonicalRow canonical, boolean outcome, Taker taker) {
    canonical.write(row, FIRST);
    taker.take(
        new Place(
            row.number(0),
            row.integer(1),
            row.high(2),
            row.low(2),
            outcome,
            // Four bytes without a sign
            row.number(4) & 0xFFFF_FFFFL),
        canonical.bytes(),
        canonical.length(),
        row.truth(3));
  }

  private static String select(List<Member> members, String id, String retention, String table) {
    return members.stream()
        .filter(member -> member.form() != Form.CONSTANT)
        .map(Member::column)
        .collect(
            Collectors.joining(
                ", ",
                "SELECT block, leaf, " + id + ", " + retention + ", tableoid, ",
                " FROM " + table));
  }

  private static int columns(List<Member> members) {
    // All but the constant
    return FIRST + members.size() - 1;
  }
}
