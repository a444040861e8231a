// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.Ports;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.SoftHsm;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as an operator runs it: a process of its own. */
final class GatewayProgramTest {

  @TempDir Path directory;

  /** Output goes to files: what is piped is lost when a process is told to end. */
  private record Running(Process process, Path out, Path err) {}

  private record Ended(int status, String out, String err) {}

  @Test
  void withoutAConfigurationItSaysHowItIsCalled() throws Exception {
    for (String[] arguments :
        new String[][] {
          {},
          {"serve"},
          {"--config"},
          {"sing", "--config", "x"},
          {"--config", "x", "y"},
          {"verify", "--jdbc-url", "jdbc:postgresql:x", "--user", "auditor"},
          {"verify", "--config", "x", "--witness-user", "prunelle_witness"},
          {"prove", "no-id", "--config", "x"}
        }) {
      Ended ended = end(start(arguments));

      assertThat(ended.status()).isEqualTo(2);
      assertThat(ended.err()).startsWith("usage: gateway serve --config FILE");
      assertThat(ended.err().lines()).hasSize(10);
    }
  }

  @Test
  void aWrongKeyEndsItWithOneLineThatNamesIt() throws Exception {
    Path file =
        Files.writeString(directory.resolve("gateway.yaml"), "gateway: { public-url: nowhere }");

    Ended ended = end(start("--config", file.toString()));

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err()).startsWith("gateway.hosts: is missing");
    assertThat(ended.out()).isEmpty();
  }

  /** After a power cut a token may be there later than the program; a wrong PIN would lock it. */
  @Test
  void withoutItsTokenItIsToBeStartedAgainAndWithAWrongPinItIsNot() throws Exception {
    SoftHsm hsm = SoftHsm.orNotTested();

    Ended absent = end(start(hsm.environment(), serve(hsm, "absent", SoftHsm.PIN)));
    assertThat(absent.status()).isEqualTo(1);
    assertThat(absent.err())
        .isEqualTo("gateway: gateway.journal.pkcs11.token-label: no token absent is there\n");

    Ended locked = end(start(hsm.environment(), serve(hsm, SoftHsm.TOKEN, "wrong")));
    assertThat(locked.status()).isEqualTo(2);
    assertThat(locked.err().lines()).hasSize(1);
    assertThat(locked.err()).startsWith("gateway.journal.pkcs11.pin: the token does not take it");
  }

  private String[] serve(SoftHsm hsm, String label, String pin) throws IOException {
    Vertx vertx = Vertx.vertx();
    try {
      Path file =
          ProgramSettings.write(
              directory,
              TestDatabase.fresh(),
              TestRealm.start(vertx),
              RecordingHost.start(vertx),
              1,
              2,
              "");
      String inFile = "key: \"" + TestKeys.journal().key() + "\"";
      String inToken =
          "pkcs11: { library: %s, token-label: %s, key-label: %s, pin: %s }"
              .formatted(hsm.module(), label, SoftHsm.KEY, pin);
      Files.writeString(file, Files.readString(file).replace(inFile, inToken));
      return new String[] {"serve", "--config", file.toString()};
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void itMigratesServesAndFinishesWhatIsInFlightWhenItIsTerminated() throws Exception {
    Vertx vertx = Vertx.vertx();
    TestDatabase database = TestDatabase.fresh();
    TestRealm realm = TestRealm.start(vertx);
    RecordingHost host = RecordingHost.start(vertx);
    int port = Ports.free();
    int management = Ports.free();
    Path file = ProgramSettings.write(directory, database, realm, host, port, management, "");

    assertThat(end(start("migrate", "--config", file.toString())).status()).isZero();
    assertThat(end(start("migrate", "--config", file.toString())).status())
        .as("a second migration finds nothing to do")
        .isZero();
    Running gateway = start("serve", "--config", file.toString());
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> status("http://127.0.0.1:" + management + "/health/ready") == 200);
      Ended second = end(start("serve", "--config", file.toString()));
      assertThat(second.status()).as("the port is taken").isEqualTo(1);
      assertThat(second.err().lines()).hasSize(1);

      CountDownLatch answer = new CountDownLatch(1);
      CountDownLatch inFlight = new CountDownLatch(1);
      host.beforeAnswering(
          request -> {
            inFlight.countDown();
            await(answer);
          });
      CompletableFuture<HttpResponse<String>> read =
          HttpClient.newHttpClient()
              .sendAsync(
                  HttpRequest.newBuilder(
                          URI.create(
                              "http://127.0.0.1:" + port + "/fhir/cabinet-des-lilas/Patient/p1"))
                      .header("Authorization", "Bearer " + realm.practitioner())
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      await(inFlight);

      gateway.process().destroy();
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> status("http://127.0.0.1:" + port + "/nothing") == -1);
      answer.countDown();

      assertThat(read.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      Ended ended = end(gateway);
      assertThat(ended.out())
          .contains("The gateway serves", "FHIR request", "The gateway has stopped")
          .contains("The owner's password is where a gateway that serves can read it")
          .contains("gateway.page.practice-acr makes them ask for a second factor");
      assertThat(ended.out().lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
      assertThat(ended.out()).doesNotContain("p1", "user-doctor", "for-tests", "service-token");
      assertThat(database.rows("SELECT status FROM journal.outcome"))
          .singleElement()
          .satisfies(row -> assertThat(row).containsEntry("status", 200));
    } finally {
      gateway.process().destroyForcibly();
      vertx.close().await();
    }
  }

  @Test
  void whatWasReadOfTheLedgerIsForgottenOnAnOperatorsOrder() throws Exception {
    Vertx vertx = Vertx.vertx();
    TestDatabase database = TestDatabase.fresh();
    try {
      Path file =
          ProgramSettings.write(
              directory, database, TestRealm.start(vertx), RecordingHost.start(vertx), 1, 2, "");
      assertThat(end(start("migrate", "--config", file.toString())).status()).isZero();
      database.execute("UPDATE consent.feed SET position = 7, hash = 'x'");

      Ended rebuilt = end(start("rebuild-consent", "--config", file.toString()));

      assertThat(rebuilt.status()).as(rebuilt.out() + rebuilt.err()).isZero();
      assertThat(rebuilt.out()).contains("gateways read it anew");
      assertThat(database.rows("SELECT 1 FROM consent.feed WHERE position = 0 AND hash IS NULL"))
          .hasSize(1);
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void anOperatorOrdersWhileNoGatewayRunsAndTheJournalHasIt() throws Exception {
    Vertx vertx = Vertx.vertx();
    TestDatabase database = TestDatabase.fresh();
    TestRealm realm = TestRealm.start(vertx);
    RecordingHost host = RecordingHost.start(vertx);
    try {
      Path file = ProgramSettings.write(directory, database, realm, host, 1, 2, "");
      assertThat(end(start("migrate", "--config", file.toString())).status()).isZero();
      String transfer =
          database
              .rows(
                  "INSERT INTO hosts.transfer (practice, patient, source, destination, urgent)"
                      + " VALUES ('cabinet-des-lilas', 'p1', 'cabinet', 'other', false)"
                      + " RETURNING id")
              .get(0)
              .get("id")
              .toString();

      Ended paused = end(start("transfers", "pause", transfer, "--config", file.toString()));
      assertThat(paused.status()).as(paused.out() + paused.err()).isZero();
      assertThat(paused.out()).contains("Done.");

      Ended listed = end(start("transfers", "list", "--config", file.toString()));
      assertThat(listed.out()).contains(transfer, "paused by operator ");
      assertThat(database.rows("SELECT reason FROM journal.entry WHERE patient = 'p1'"))
          .singleElement()
          .satisfies(row -> assertThat(row).containsEntry("reason", "transfer-paused"));
    } finally {
      vertx.close().await();
    }
  }

  private Running start(String... arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  private Running start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    // Most are over before a compiler, or threads that collect, would be worth it
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-cp");
    command.add(productionClassPath());
    command.add("io.prunelle.gateway.Gateway");
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(directory, "out", ".log");
    Path err = Files.createTempFile(directory, "err", ".log");
    ProcessBuilder program =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    program.environment().putAll(environment);
    return new Running(program.start(), out, err);
  }

  /** Without the tests' own logging configuration. */
  private static String productionClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  private static Ended end(Running running) throws Exception {
    assertThat(running.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        running.process().exitValue(),
        Files.readString(running.out()),
        Files.readString(running.err()));
  }

  private static int status(String url) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException refused) {
      return -1;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
