// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.PublicKey;
import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.ops.Connections;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The door for whoever examines a journal. All of it blocks: it is for programs of their own,
 * beside the gateways that write; {@link Proofs} is for these.
 */
public final class Examiner {

  /** In seconds. */
  private static final String BOUNDED = "&connectTimeout=5&socketTimeout=10&tcpKeepAlive=true";

  /** After which a server ends something, and from which of its versions on. */
  private static final Map<String, Integer> BOUNDS =
      Map.of(
          "statement_timeout", 0,
          "idle_in_transaction_session_timeout", 0,
          "idle_session_timeout", 14,
          "transaction_timeout", 17);

  private final Snapshot.Database database;
  private final Snapshot.@Nullable Database witness;
  private final @Nullable Path witnessed;
  private final Duration interval;
  private final Keyring keys;
  private final Clock clock;

  Examiner(Snapshot.Database database, Keyring keys, Clock clock) {
    this(database, null, null, Settings.Witness.NONE.interval(), keys, clock);
  }

  /**
   * Of one journal.
   *
   * @param witness a database that was told where its chains end; null where there is none
   * @param witnessed a file that was; null where there is none
   * @param interval at which they are told
   */
  private Examiner(
      Snapshot.Database database,
      Snapshot.@Nullable Database witness,
      @Nullable Path witnessed,
      Duration interval,
      Keyring keys,
      Clock clock) {
    this.database = database;
    this.witness = witness;
    this.witnessed = witnessed;
    this.interval = interval;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * As the gateway's own role; held against the witness's database and file, if there are.
   *
   * @param publicKeys in PEM; where there are none, the keys of the configuration are trusted
   * @throws InvalidSettings naming a key that cannot be read
   */
  public static Examiner of(Settings settings, List<Path> publicKeys) {
    return of(
        settings,
        publicKeys.isEmpty()
            ? new Keyring(KeyFile.trusted(settings.journal()))
            : keyring(publicKeys));
  }

  /**
   * The same within a process that signs, whose key is not opened a second time.
   *
   * @param present the one that it signs with
   * @throws InvalidSettings naming a former key that cannot be read
   */
  public static Examiner of(Settings settings, PublicKey present) {
    return of(settings, new Keyring(KeyFile.trusted(present, settings.journal())));
  }

  private static Examiner of(Settings settings, Keyring keys) {
    Settings.Database database = settings.database();
    Settings.WitnessDatabase witness = settings.journal().witness().postgresql();
    return new Examiner(
        () -> unhurried(url(database), database.credentials()),
        witness == null ? null : () -> unhurried(url(witness), witness.credentials()),
        settings.journal().witness().file(),
        settings.journal().witness().interval(),
        keys,
        Clock.systemUTC());
  }

  /**
   * As the gateway's own role, for threads of a gateway that runs: they wait for no network and no
   * server for longer than some seconds.
   *
   * @param present the one that the gateway signs with
   * @throws InvalidSettings naming a former key that cannot be read
   */
  static Examiner within(Settings settings, PublicKey present) {
    Settings.Database database = settings.database();
    return new Examiner(
        () -> connect(url(database) + BOUNDED, database.credentials()),
        new Keyring(KeyFile.trusted(present, settings.journal())),
        Clock.systemUTC());
  }

  /**
   * As any role that may read the schema {@code journal}, with nothing secret of the gateway.
   *
   * @throws InvalidSettings naming a key that cannot be read
   */
  public static Examiner of(String jdbcUrl, Settings.Credentials role, List<Path> publicKeys) {
    return new Examiner(() -> unhurried(jdbcUrl, role), keyring(publicKeys), Clock.systemUTC());
  }

  static String url(Settings.Database database) {
    return Connections.jdbcUrl(database);
  }

  private static String url(Settings.WitnessDatabase database) {
    return url(
            new Settings.Database(
                database.host(),
                database.port(),
                database.name(),
                database.credentials(),
                1,
                1,
                database.authority()))
        + "&connectTimeout=5";
  }

  /** The same, held against a witness's database. */
  public Examiner witnessedBy(String jdbcUrl, Settings.Credentials role) {
    return new Examiner(database, () -> unhurried(jdbcUrl, role), witnessed, interval, keys, clock);
  }

  static Connection connect(String url, Settings.Credentials role) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", role.id());
    properties.setProperty("password", role.secret());
    properties.setProperty("ApplicationName", "prunelle-audit");
    return DriverManager.getConnection(url, properties);
  }

  /**
   * The same for what takes as long as there is to read: whatever a database is set up to end, it
   * does not end this.
   */
  static Connection unhurried(String url, Settings.Credentials role) throws SQLException {
    Connection connection = connect(url, role);
    try (Statement statement = connection.createStatement()) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      for (Map.Entry<String, Integer> bound : BOUNDS.entrySet()) {
        if (version >= bound.getValue()) {
          statement.execute("SET SESSION " + bound.getKey() + " = 0");
        }
      }
      return connection;
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
  }

  static Keyring keyring(List<Path> publicKeys) {
    return new Keyring(
        publicKeys.stream().map(file -> KeyFile.verifying(file, "--public-key")).toList());
  }

  /**
   * Verifies all chains as they are at one moment, and says what it has found: the first thing that
   * does not fit, in one line, or how much there is. Nothing is dropped meanwhile; where something
   * is being dropped, it says that it waits for that.
   *
   * @param allSignatures whether each signature is verified, although one speaks for all before it
   * @param witnesses files of lines that gateways have written to a witness, beside the one of the
   *     configuration
   * @return whether all fits
   * @throws InvalidSettings when the configuration names a file that is not there
   */
  public boolean verify(boolean allSignatures, List<Path> witnesses, PrintStream out)
      throws SQLException, IOException, InterruptedException {
    return examine(() -> undisturbed(out), allSignatures, witnesses, out).first() == null;
  }

  private Connection undisturbed(PrintStream out) throws SQLException {
    Connection connection = database.connect();
    try {
      Pruning.keepOff(connection, out);
      return connection;
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
  }

  /**
   * The same, whether something is dropped or not.
   *
   * @param first gives the connection that lives for as long as it takes
   */
  private Verification.Result examine(
      Snapshot.Database first, boolean allSignatures, List<Path> witnesses, PrintStream out)
      throws SQLException, IOException, InterruptedException {
    long begun = System.nanoTime();
    // The witnesses first: whatever a witness knows by now, the journal has
    Map<Path, Long> lengths = new LinkedHashMap<>();
    if (witnessed != null) {
      // Not taken for one that agrees
      if (!Files.isRegularFile(witnessed)) {
        throw new InvalidSettings(
            "gateway.journal.witness.file", witnessed + " is not there to compare with");
      }
      lengths.put(witnessed, Files.size(witnessed));
    }
    for (Path witness : witnesses) {
      lengths.put(witness, Files.size(witness));
    }
    try (WitnessRows told = WitnessRows.take(witness);
        Snapshot snapshot = Snapshot.take(database, first)) {
      Verification.Result result = verify(snapshot, allSignatures);
      WitnessCheck heard = new WitnessCheck(keys);
      // Where there is no chain at all, that is what is said
      if (!result.chains().isEmpty()) {
        Silent silent = new Silent(result.chains(), clock.instant(), interval);
        heard.check(told, snapshot.connection());
        if (witness != null && heard.lines() == 0) {
          result = result.with(silent.found("the witness's database", Instant.EPOCH));
        }
        for (Map.Entry<Path, Long> file : lengths.entrySet()) {
          long before = heard.lines();
          heard.check(file.getKey(), file.getValue(), snapshot.connection());
          if (file.getKey().equals(witnessed) && heard.lines() == before) {
            result =
                result.with(
                    silent.found(
                        file.getKey().toString(),
                        Files.getLastModifiedTime(file.getKey()).toInstant()));
          }
        }
        heard.finish(snapshot.connection());
        result = result.with(heard.first());
      }
      // Where something else does not fit, that is what is said
      ReportsCheck reports =
          result.first() == null
              ? ReportsCheck.of(snapshot.connection(), result.dropped().through())
              : new ReportsCheck(false, null);
      result = result.with(reports.finding());
      boolean named = witness != null || !lengths.isEmpty();
      Report.print(result, named, heard, reports.compared(), System.nanoTime() - begun, out);
      return result;
    }
  }

  private Verification.Result verify(Snapshot snapshot, boolean allSignatures)
      throws SQLException, InterruptedException {
    return Verification.of(
        snapshot,
        keys,
        allSignatures,
        Math.max(2, Runtime.getRuntime().availableProcessors()),
        clock);
  }

  /**
   * Makes a proof of an entry.
   *
   * @param out says why there is none
   * @return the file; empty when there is no such entry, or when it does not hold
   */
  public Optional<byte[]> prove(UUID entry, PrintStream out) throws SQLException {
    try (Snapshot snapshot = Snapshot.take(database)) {
      Proof proof = Proof.of(snapshot.connection(), keys, entry);
      if (proof == null) {
        String dropped = KeptLeaves.lastMonth(snapshot.connection());
        out.println(
            "There is no entry "
                + entry
                + "."
                + (dropped == null
                    ? ""
                    : " Entries through " + Report.oneLine(dropped) + " were dropped."));
        return Optional.empty();
      }
      return Optional.of(proof.json());
    } catch (DoesNotFit finding) {
      out.println(finding.finding().line());
      return Optional.empty();
    }
  }

  /**
   * Says in words what a proof proves, without any database.
   *
   * @param publicKeys in PEM
   * @return whether it proves anything
   */
  public static boolean checkProof(byte[] proof, List<Path> publicKeys, PrintStream out) {
    return new ProofCheck(keyring(publicKeys), out).check(proof);
  }

  /** The same with the keys of the configuration. */
  public static boolean checkProof(byte[] proof, Settings settings, PrintStream out) {
    return new ProofCheck(new Keyring(KeyFile.trusted(settings.journal())), out).check(proof);
  }

  /** Writes to the journal. */
  @FunctionalInterface
  public interface Writer {

    /** Waits until it can be written, as far as is known; fails when it cannot. */
    default void ready() throws Exception {}

    /** Waits until it is committed. */
    void commit(Entry entry, Outcome outcome) throws Exception;
  }

  /**
   * Drops the months that need not be kept any more, after all has been verified.
   *
   * @param journal where each is written down before it is dropped; signed with a key that is
   *     trusted here
   * @param dryRun whether to say only what would be dropped
   * @return false when something does not fit: then nothing is dropped
   * @throws InvalidSettings without the owner's credentials
   */
  public boolean prune(Settings settings, Writer journal, boolean dryRun, PrintStream out)
      throws Exception {
    Settings.Credentials owner = settings.migration();
    if (owner == null) {
      throw new InvalidSettings("gateway.migration.user", "is missing");
    }
    try (Connection connection = unhurried(url(settings.database()), owner)) {
      Pruning pruning = new Pruning(connection, out);
      pruning.alone();
      List<YearMonth> due = pruning.due(clock.instant(), settings.journal().retention());
      if (due.isEmpty()) {
        out.println("No month is older than has to be kept.");
      } else if (dryRun) {
        for (YearMonth month : due) {
          out.printf(
              Locale.ROOT,
              "Would drop %s: %,d entries and outcomes.%n",
              month,
              pruning.leaves(month));
        }
      } else {
        pruning.finish(due);
        // Nobody else drops: that is seen to above
        Verification.Result verified = examine(database, false, List.of(), out);
        if (verified.first() != null) {
          out.println("Nothing more was dropped.");
          return false;
        }
        KeptLeaves vouched = verified.dropped().vouched();
        for (YearMonth month : pruning.due(clock.instant(), settings.journal().retention())) {
          vouched = pruning.drop(month, vouched, journal);
        }
      }
      return true;
    }
  }
}
