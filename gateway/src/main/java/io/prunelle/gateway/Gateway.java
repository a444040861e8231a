// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.command.CommandLine;
import io.prunelle.gateway.command.JournalCommands;
import io.prunelle.gateway.command.TransferCommands;
import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.consent.Rebuild;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.ops.LogOutput;
import io.prunelle.gateway.ops.Metrics;
import io.prunelle.gateway.ops.Migration;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.verification.Examiner;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program: {@code gateway COMMAND}; {@link CommandLine} knows which there are. */
public final class Gateway {

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final int WRONG_USE = 2;
  private static final int FAILED = 1;

  /** In seconds: the doors 15, what works beside them 3, the journal and its witnesses 9. */
  private static final int STOPPING = 28;

  /** So many tenths of a second. */
  private static final int CONNECTING = 150;

  private Gateway() {}

  public static void main(String[] arguments) {
    int status = run(arguments);
    if (status != 0) {
      LogOutput.end();
      System.exit(status);
    }
  }

  /** Zero while the gateway serves, or once a command has done what it was told. */
  private static int run(String[] arguments) {
    try {
      CommandLine line = CommandLine.parse(arguments);
      JournalCommands journal = new JournalCommands(line, System.out);
      if (line.command() != CommandLine.Command.SERVE) {
        Runtime.getRuntime().addShutdownHook(new Thread(LogOutput::end, "log-end"));
      }
      return switch (line.command()) {
        case SERVE -> serve(Settings.load(line.config()));
        case MIGRATE -> migrate(Settings.load(line.config()));
        case REBUILD_CONSENT -> rebuildConsent(Settings.load(line.config()));
        case VERIFY -> journal.verify();
        case PROVE -> journal.prove();
        case CHECK_PROOF -> journal.checkProof();
        case CHECK_CERTIFICATE -> journal.checkCertificate();
        case KEYS -> journal.keys();
        case PRUNE -> prune(journal, Settings.load(line.config()));
        case TRANSFERS -> transfers(line, Settings.load(line.config()));
      };
    } catch (InvalidSettings | CommandLine.WrongUse wrong) {
      System.err.println(wrong.getMessage());
      return WRONG_USE;
    } catch (Exception failed) {
      LOG.debug("The gateway cannot run", failed);
      System.err.println("gateway: " + rootCause(failed));
      return FAILED;
    }
  }

  private static int migrate(Settings settings) {
    LOG.atInfo().addKeyValue("migrations", Migration.run(settings)).log("Database is up to date");
    return 0;
  }

  private static int rebuildConsent(Settings settings) throws SQLException {
    LOG.atInfo()
        .addKeyValue("decisions", Rebuild.run(settings))
        .log("What was read of the consent ledger is forgotten: gateways read it anew");
    return 0;
  }

  /** With a journal of its own, for as long as it takes. */
  private static int prune(JournalCommands commands, Settings settings) throws Exception {
    Vertx vertx = Vertx.vertx();
    Pools pools = Pools.ofCommand(vertx, settings.database());
    Journal journal =
        Journal.of(vertx, settings, pools.work(), "prune " + instance(), Clock.systemUTC());
    try {
      return commands.prune(settings, journal.key().verifying(), writer(vertx, journal));
    } finally {
      await(
          journal.stop().eventually(pools::stop).eventually(vertx::close).toCompletionStage(), 15);
    }
  }

  /** One that starts the journal once something is to be written. */
  private static Examiner.Writer writer(Vertx vertx, Journal journal) {
    AtomicBoolean started = new AtomicBoolean();
    return new Examiner.Writer() {
      @Override
      public void ready() throws Exception {
        if (started.compareAndSet(false, true)) {
          journal.start();
        }
        await(writable(vertx, journal, CONNECTING).toCompletionStage(), 30);
      }

      @Override
      public void commit(Entry entry, Outcome outcome) throws Exception {
        await(journal.record(entry, outcome).toCompletionStage(), 15);
      }
    };
  }

  /** With a journal of its own, for as long as it takes. */
  private static int transfers(CommandLine line, Settings settings) throws Exception {
    Vertx vertx = Vertx.vertx();
    Pools pools = Pools.ofCommand(vertx, settings.database());
    Clock clock = Clock.systemUTC();
    Journal journal = Journal.of(vertx, settings, pools.work(), "transfers " + instance(), clock);
    Hosts hosts = new Hosts(vertx, settings, pools.work(), pools.holds());
    TransferCommands commands =
        new TransferCommands(
            line, hosts, new Moves(pools.work(), hosts, journal, clock), System.out);
    try {
      Future<Void> writable = Future.succeededFuture();
      if (commands.writes()) {
        journal.start();
        writable = writable(vertx, journal, CONNECTING);
      }
      await(writable.compose(ready -> commands.run()).toCompletionStage(), 30);
      return commands.status();
    } finally {
      await(journal.stop().eventually(pools::stop).toCompletionStage(), 15);
      // Not on the thread of what has been stopped, which ends with it
      await(vertx.close().toCompletionStage(), 15);
    }
  }

  /** Once the journal has connected, which it does in the background. */
  private static Future<Void> writable(Vertx vertx, Journal journal, int attempts) {
    return journal
        .ready()
        .recover(
            notYet ->
                attempts == 0
                    ? Future.failedFuture(notYet)
                    : vertx
                        .timer(100, TimeUnit.MILLISECONDS)
                        .compose(later -> writable(vertx, journal, attempts - 1)));
  }

  private static int serve(Settings settings) throws Exception {
    if (settings.migration() != null) {
      LOG.warn(
          "The owner's password is where a gateway that serves can read it: give gateway.migration"
              + " to migrate, rebuild-consent and prune alone");
    }
    if (settings.page().practiceAcr() == null) {
      LOG.warn(
          "A password is all that a practice's pages ask for: gateway.page.practice-acr makes them"
              + " ask for a second factor");
    }
    Vertx vertx = Metrics.measured();
    Server server = new Server(vertx, settings, instance(), Clock.systemUTC());
    try {
      await(server.start().toCompletionStage(), 60);
    } catch (Exception failed) {
      await(vertx.close().toCompletionStage(), 15);
      throw failed;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(vertx, server), "shutdown"));
    LOG.atInfo()
        .addKeyValue("port", server.port())
        .addKeyValue("management", server.managementPort())
        .log("The gateway serves");
    return 0;
  }

  private static void stop(Vertx vertx, Server server) {
    try {
      await(server.stop().eventually(vertx::close).toCompletionStage(), STOPPING);
      LOG.info("The gateway has stopped");
    } catch (Exception late) {
      LOG.warn("The gateway did not stop in time", late);
    } finally {
      LogOutput.end();
    }
  }

  private static void await(CompletionStage<?> stage, int seconds) throws Exception {
    try {
      stage.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException("not within " + seconds + " s", late);
    }
  }

  private static String instance() {
    try {
      return InetAddress.getLocalHost().getHostName() + "/" + ProcessHandle.current().pid();
    } catch (UnknownHostException nameless) {
      return "unknown/" + ProcessHandle.current().pid();
    }
  }

  private static String rootCause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null
        ? cause.getClass().getSimpleName()
        : cause.getMessage().lines().findFirst().orElse("failed");
  }
}
