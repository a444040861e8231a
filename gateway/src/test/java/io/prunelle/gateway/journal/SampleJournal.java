// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Chain;
import io.prunelle.gateway.chain.Chain.Head;
import io.prunelle.gateway.chain.ChainStart;
import io.prunelle.gateway.chain.ChainStart.Purpose;
import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.journal.Leaf.Ended;
import io.prunelle.gateway.journal.Leaf.Entered;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Fills a journal with made-up entries, signed like others, faster than a gateway could: to measure
 * with, or to have old ones. As the owner of an empty journal; never where a real one is kept.
 */
public final class SampleJournal {

  /** Of what is read into memory before it is sent. */
  private static final int BATCH = 20_000;

  /**
   * How much.
   *
   * @param entries each with its outcome
   * @param perBlock entries; as many outcomes are in it
   * @param starts of a gateway: each has two chains, and closes those of the one before
   * @param times when they were made, of 0 for the first entry to 1 for the last one
   * @param patients whom entries are about
   */
  public record Size(
      long entries, int perBlock, int starts, DoubleFunction<Instant> times, int patients) {}

  /** One as long after the other, all the time. */
  public static DoubleFunction<Instant> evenly(Instant from, Instant to) {
    long all = ChronoUnit.MICROS.between(from, to);
    return share ->
        from.truncatedTo(ChronoUnit.MICROS).plus((long) (all * share), ChronoUnit.MICROS);
  }

  /**
   * As many in the month that has begun as in another one, on whichever day of it: that is where
   * gateways write.
   *
   * @param days with that month as a whole
   */
  static DoubleFunction<Instant> inWholeMonths(long days, Instant now) {
    YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    Instant begun = month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    double before = Math.max(0, 1 - (double) month.lengthOfMonth() / days);
    Duration past = Duration.ofDays(Math.max(0, days - month.lengthOfMonth()));
    DoubleFunction<Instant> earlier = evenly(begun.minus(past), begun);
    DoubleFunction<Instant> lately = evenly(begun, now);
    return share ->
        share < before
            ? earlier.apply(share / before)
            : lately.apply((share - before) / (1 - before));
  }

  private final Connection connection;
  private final SigningKey key;
  private final Size size;
  private final MerkleTree digests = new MerkleTree();
  private final SplittableRandom random = new SplittableRandom(42);
  private final StringBuilder blocks = new StringBuilder();
  private final Map<String, StringBuilder> leaves = new TreeMap<>();
  private final PastMonths past;
  private long written;
  private int buffered;

  private SampleJournal(Connection connection, SigningKey key, Size size) {
    this.connection = connection;
    this.key = key;
    this.size = size;
    this.past = new PastMonths(connection, size.times().apply(0), size.times().apply(1));
  }

  /** Arguments: JDBC URL, user, password, key file, entries, entries per block, starts, days. */
  public static void main(String[] arguments) throws SQLException, IOException {
    try (Connection connection =
        DriverManager.getConnection(arguments[0], arguments[1], arguments[2])) {
      write(
          connection,
          Path.of(arguments[3]),
          new Size(
              Long.parseLong(arguments[4]),
              Integer.parseInt(arguments[5]),
              Integer.parseInt(arguments[6]),
              inWholeMonths(Long.parseLong(arguments[7]), Instant.now()),
              100_000));
    }
  }

  /**
   * Writes it.
   *
   * @param connection as the journal's owner
   * @param key Ed25519, PKCS #8 in PEM
   */
  public static void write(Connection connection, Path key, Size size)
      throws SQLException, IOException {
    new SampleJournal(connection, KeyFile.signing(key, null), size).write();
  }

  private void write() throws SQLException {
    connection.setAutoCommit(false);
    past.loosen();
    @Nullable Head requests = null;
    @Nullable Head transactions = null;
    int id = 0;
    for (int start = 0; start < size.starts(); start++) {
      TreeMap<Integer, Head> closes = new TreeMap<>();
      if (requests != null && transactions != null) {
        closes.put(id, requests);
        closes.put(id + 1, transactions);
      }
      id = next();
      next();
      String instance = "sample/" + (start + 1);
      requests = chain(new ChainStart(id, instance, Purpose.REQUESTS, time(), closes), start);
      transactions =
          chain(
              new ChainStart(id + 1, instance, Purpose.TRANSACTIONS, time(), new TreeMap<>()), -1);
    }
    flush();
    past.fasten();
    connection.commit();
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("VACUUM ANALYZE journal.block, journal.entry, journal.outcome");
    }
  }

  private int next() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT nextval('journal.chain_id')")) {
      row.next();
      return row.getInt(1);
    }
  }

  private Head chain(ChainStart start, int share) throws SQLException {
    flush();
    execute(
        "INSERT INTO journal.chain VALUES (%d, '%s', '%s', '%s')"
            .formatted(start.chain(), start.instance(), start.purpose().word(), start.at()));
    for (var closed : start.closes().entrySet()) {
      execute(
          "INSERT INTO journal.closed VALUES (%d, %d, %d, '\\x%s')"
              .formatted(
                  closed.getKey(),
                  start.chain(),
                  closed.getValue().number(),
                  closed.getValue().digest()));
    }
    Chain chain = new Chain(start.chain(), key, start.head(digests));
    append(chain, List.of());
    if (share >= 0) {
      fill(chain, size.entries() * (share + 1) / size.starts());
    }
    return chain.head();
  }

  /** Each block ends what the one before began. */
  private void fill(Chain chain, long until) throws SQLException {
    List<Entered> open = List.of();
    while (written < until || !open.isEmpty()) {
      List<Leaf> leaves = new ArrayList<>();
      for (Entered entry : open) {
        leaves.add(new Ended(entry.id(), time(), 200, 1_400, 2_731, "completed", null));
      }
      List<Entered> begun = new ArrayList<>();
      for (int i = 0; i < size.perBlock() && written < until; i++) {
        begun.add(entry(written++));
      }
      leaves.addAll(begun);
      append(chain, leaves);
      open = begun;
    }
  }

  private Instant time() {
    return size.times().apply((double) written / Math.max(1, size.entries()));
  }

  private Entered entry(long number) {
    Instant at = time();
    UUID id =
        new UUID(
            (at.toEpochMilli() << 16) | 0x7000 | (number & 0xFFF),
            (random.nextLong() >>> 2) | Long.MIN_VALUE);
    String patient = "bench-" + random.nextInt(size.patients());
    int practitioner = random.nextInt(500);
    return new Entered(
        id,
        at,
        new Entry(
            new UUID(random.nextLong(), random.nextLong()).toString(),
            new Entry.Agent(
                new UUID(practitioner, 7).toString(),
                "Dr. Camille Example " + practitioner,
                "practitioner",
                "cabinet-des-lilas",
                "demo-app",
                new UUID(random.nextLong(), random.nextLong()).toString(),
                "192.0.2.17"),
            new Entry.Act(
                "search-type",
                "Observation",
                null,
                "patient=" + patient + "&_count=50",
                "patient=" + patient + "&_count=50",
                "GET",
                "/fhir/cabinet-des-lilas/Observation"),
            new Entry.Where(
                "cabinet-des-lilas",
                patient,
                "nuage-sante",
                "cabinet-des-lilas@nuage-sante",
                random.nextLong(100_000)),
            true,
            "consent-permit"));
  }

  private void append(Chain chain, List<Leaf> signed) throws SQLException {
    Block block = chain.next(Leaf.canonical(signed), time()).result();
    chain.append(block);
    Columns.block(blocks, block);
    for (int i = 0; i < signed.size(); i++) {
      if (signed.get(i) instanceof Entered entered) {
        Columns.entry(rows("entry", entered.id()), block, i, entered);
      } else if (signed.get(i) instanceof Ended ended) {
        Columns.outcome(rows("outcome", ended.entry()), block, i, ended);
      }
    }
    buffered += signed.size() + 1;
    if (buffered >= BATCH) {
      flush();
    }
  }

  private StringBuilder rows(String kind, UUID id) {
    return leaves.computeIfAbsent(past.table(kind, id), table -> new StringBuilder());
  }

  private void flush() throws SQLException {
    copy("journal.block", Columns.BLOCK, blocks);
    for (var rows : leaves.entrySet()) {
      copy(
          rows.getKey(),
          rows.getKey().startsWith("journal.entry") ? Columns.ENTRY : Columns.OUTCOME,
          rows.getValue());
    }
    leaves.clear();
    buffered = 0;
  }

  private void copy(String table, String columns, StringBuilder rows) throws SQLException {
    CopyIn in =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + table + " (" + columns + ") FROM STDIN");
    byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
    in.writeToCopy(bytes, 0, bytes.length);
    in.endCopy();
    rows.setLength(0);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Rows in the text format of COPY. What is made up holds nothing that has to be escaped. */
  private static final class Columns {

    static final String BLOCK =
        "chain, number, recorded_at, leaves, root, previous, key_id, signature";
    static final String ENTRY =
        "chain, block, leaf, id, recorded_at, permitted, decision, " + CommitStatement.TEXT_COLUMNS;
    static final String OUTCOME =
        "chain, block, leaf, entry, recorded_at, status, bytes, duration_us, ending";

    static void block(StringBuilder out, Block block) {
      row(
          out,
          block.chain(),
          block.number(),
          block.at(),
          block.leaves(),
          "\\\\x" + block.root(),
          "\\\\x" + block.previous(),
          block.key(),
          "\\\\x" + block.signature());
    }

    static void entry(StringBuilder out, Block block, int leaf, Entered entered) {
      List<@Nullable Object> values = new ArrayList<>();
      Entry entry = entered.entry();
      values.addAll(List.of(block.chain(), block.number(), leaf, entered.id(), entered.at()));
      values.add(entry.permitted());
      values.add(entry.where().decision());
      values.addAll(CommitStatement.texts(entry));
      row(out, values.toArray());
    }

    static void outcome(StringBuilder out, Block block, int leaf, Ended ended) {
      row(
          out,
          block.chain(),
          block.number(),
          leaf,
          ended.entry(),
          ended.at(),
          ended.status(),
          ended.bytes(),
          ended.micros(),
          ended.ending());
    }

    private static void row(StringBuilder out, @Nullable Object... values) {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        out.append(i == 0 ? "" : "\t").append(value == null ? "\\N" : value);
      }
      out.append('\n');
    }
  }
}
