// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.journal.Leaf.Ended;
import io.prunelle.gateway.journal.Leaf.Entered;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A block with all its leaves in one statement, which is one transaction and one round trip however
 * many there are.
 */
final class CommitStatement {

  private record Text(String column, Function<Entry, @Nullable String> value) {}

  private static final List<Text> TEXTS =
      List.of(
          new Text("request_id", Entry::requestId),
          new Text("trace_id", Entry::traceId),
          new Text("interaction", entry -> entry.act().interaction()),
          new Text("resource_type", entry -> entry.act().resourceType()),
          new Text("resource_id", entry -> entry.act().resourceId()),
          new Text("query", entry -> entry.act().query()),
          new Text("raw_query", entry -> entry.act().rawQuery()),
          new Text("method", entry -> entry.act().method()),
          new Text("path", entry -> entry.act().path()),
          new Text("practice", entry -> entry.where().practice()),
          new Text("patient", entry -> entry.where().patient()),
          new Text("host", entry -> entry.where().host()),
          new Text("hosting", entry -> entry.where().hosting()),
          new Text("reason", Entry::reason),
          new Text("purpose", entry -> entry.purpose() == null ? null : entry.purpose().code()),
          new Text(
              "stated_reason",
              entry -> entry.purpose() == null ? null : entry.purpose().statedReason()),
          new Text("subject", entry -> entry.agent().subject()),
          new Text("name", entry -> entry.agent().name()),
          new Text("role", entry -> entry.agent().role()),
          new Text("organization", entry -> entry.agent().organization()),
          new Text("client", entry -> entry.agent().client()),
          new Text("token_id", entry -> entry.agent().tokenId()),
          new Text("address", entry -> entry.agent().address()));

  static final String TEXT_COLUMNS =
      TEXTS.stream().map(Text::column).collect(Collectors.joining(", "));

  private static final CommitStatement WRITING = new CommitStatement(List.of());

  private final String sql;
  private final int read;

  /**
   * One that also reads.
   *
   * @param also SQL of single numbers
   */
  CommitStatement(List<String> also) {
    this.read = also.size();
    this.sql =
        writing()
            + " SELECT "
            + (also.isEmpty()
                ? "1"
                : also.stream().map("(%s)"::formatted).collect(Collectors.joining(", ")));
  }

  private static String writing() {
    Parameters parameters = new Parameters();
    String block =
        "INSERT INTO journal.block (chain, number, recorded_at, leaves, root, previous, key_id,"
            + " signature) VALUES ("
            + parameters.next("int", "bigint", "timestamptz", "int", "bytea", "bytea", "text")
            + ", "
            + parameters.next("bytea")
            + ")";
    String entries =
        "INSERT INTO journal.entry (chain, block, leaf, id, recorded_at, permitted, decision, "
            + TEXT_COLUMNS
            + ") SELECT $1::int, $2::bigint, * FROM unnest("
            + parameters.next("int[]", "uuid[]", "timestamptz[]", "boolean[]", "bigint[]")
            + TEXTS.stream()
                .map(text -> ", " + parameters.next("text[]"))
                .collect(Collectors.joining())
            + ")";
    String outcomes =
        "INSERT INTO journal.outcome (chain, block, leaf, entry, recorded_at, status, bytes,"
            + " duration_us, ending, resource) SELECT $1::int, $2::bigint, * FROM unnest("
            + parameters.next("int[]", "uuid[]", "timestamptz[]", "int[]", "bigint[]", "bigint[]")
            + ", "
            + parameters.next("text[]", "text[]")
            + ")";
    return "WITH block AS (%s), entry AS (%s), outcome AS (%s)".formatted(block, entries, outcomes);
  }

  /** In a transaction of its own where the client has none. */
  static Future<Void> execute(SqlClient client, Block block, List<Leaf> leaves) {
    return WRITING.writeAndRead(client, block, leaves).mapEmpty();
  }

  /**
   * The same, and reads.
   *
   * @return the numbers, as they were when it began
   */
  Future<List<Long>> writeAndRead(SqlClient client, Block block, List<Leaf> leaves) {
    return client
        .preparedQuery(sql)
        .execute(values(block, leaves))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              List<Long> numbers = new ArrayList<>(read);
              for (int i = 0; i < read; i++) {
                numbers.add(row.getLong(i));
              }
              return numbers;
            });
  }

  /** In the order of the parameters. */
  private static Tuple values(Block block, List<Leaf> leaves) {
    Tuple values =
        Tuple.tuple()
            .addInteger(block.chain())
            .addLong(block.number())
            .addOffsetDateTime(stored(block.at()))
            .addInteger(block.leaves())
            .addBuffer(Buffer.buffer(block.root().bytes()))
            .addBuffer(Buffer.buffer(block.previous().bytes()))
            .addString(block.key())
            .addBuffer(Buffer.buffer(block.signature().bytes()));
    List<Integer> places = new ArrayList<>();
    List<Entered> entered = new ArrayList<>();
    List<Integer> endings = new ArrayList<>();
    List<Ended> ended = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      if (leaves.get(i) instanceof Entered entry) {
        places.add(i);
        entered.add(entry);
      } else if (leaves.get(i) instanceof Ended ending) {
        endings.add(i);
        ended.add(ending);
      }
    }
    entries(values, places, entered);
    outcomes(values, endings, ended);
    return values;
  }

  /** The values of {@link #TEXT_COLUMNS}. */
  static List<@Nullable String> texts(Entry entry) {
    List<@Nullable String> texts = new ArrayList<>(TEXTS.size());
    TEXTS.forEach(text -> texts.add(text.value().apply(entry)));
    return texts;
  }

  private static void entries(Tuple values, List<Integer> places, List<Entered> entered) {
    values
        .addArrayOfInteger(places.toArray(Integer[]::new))
        .addArrayOfUUID(all(entered, Entered::id).toArray(UUID[]::new))
        .addArrayOfOffsetDateTime(
            all(entered, entry -> stored(entry.at())).toArray(OffsetDateTime[]::new))
        .addArrayOfBoolean(all(entered, entry -> entry.entry().permitted()).toArray(Boolean[]::new))
        .addArrayOfLong(
            all(entered, entry -> entry.entry().where().decision()).toArray(Long[]::new));
    for (Text text : TEXTS) {
      String[] column = new String[entered.size()];
      for (int i = 0; i < column.length; i++) {
        column[i] = text.value().apply(entered.get(i).entry());
      }
      values.addArrayOfString(column);
    }
  }

  private static void outcomes(Tuple values, List<Integer> places, List<Ended> ended) {
    values
        .addArrayOfInteger(places.toArray(Integer[]::new))
        .addArrayOfUUID(all(ended, Ended::entry).toArray(UUID[]::new))
        .addArrayOfOffsetDateTime(
            all(ended, outcome -> stored(outcome.at())).toArray(OffsetDateTime[]::new))
        .addArrayOfInteger(all(ended, Ended::status).toArray(Integer[]::new))
        .addArrayOfLong(all(ended, Ended::bytes).toArray(Long[]::new))
        .addArrayOfLong(all(ended, Ended::micros).toArray(Long[]::new))
        .addArrayOfString(all(ended, Ended::ending).toArray(String[]::new))
        .addArrayOfString(all(ended, Ended::resource).toArray(String[]::new));
  }

  private static <L, T> List<@Nullable T> all(List<L> leaves, Function<L, @Nullable T> value) {
    List<@Nullable T> all = new ArrayList<>(leaves.size());
    leaves.forEach(leaf -> all.add(value.apply(leaf)));
    return all;
  }

  private static OffsetDateTime stored(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  /** Numbers them. With their types: PostgreSQL cannot tell the type of an array of none. */
  private static final class Parameters {
    private int last;

    String next(String... types) {
      StringBuilder list = new StringBuilder();
      for (String type : types) {
        list.append(list.isEmpty() ? "" : ", ")
            .append('$')
            .append(++last)
            .append("::")
            .append(type);
      }
      return list.toString();
    }
  }
}
