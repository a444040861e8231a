// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Nobody waits for who reads the log. */
final class LogOutputTest {

  private final LoggerContext context = new LoggerContext();
  private final Reader reader = new Reader();
  private final LogOutput output = new LogOutput(reader);
  private final Logger log = context.getLogger("test");

  /** As what a pipe leads to: it takes nothing until it goes on. */
  private static final class Reader extends OutputStream {
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      try {
        goesOn.await();
      } catch (InterruptedException over) {
        Thread.currentThread().interrupt();
      }
      synchronized (this) {
        taken.write(bytes, from, length);
      }
    }

    private synchronized String text() {
      return taken.toString(StandardCharsets.UTF_8);
    }
  }

  private void start() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.start();
    output.setContext(context);
    output.setEncoder(encoder);
    output.start();
    context.getLogger("ROOT").addAppender(output);
  }

  @Test
  void whatWasLoggedBeforeTheEndIsWrittenInItsOrder() {
    start();
    reader.goesOn.countDown();
    for (int i = 0; i < 1_000; i++) {
      log.info("line " + i + ".");
    }

    context.stop();

    String[] lines = reader.text().split("\n", -1);
    assertThat(lines).hasSize(1_001);
    for (int i = 0; i < 1_000; i++) {
      assertThat(lines[i]).contains("\"line " + i + ".\"");
    }
  }

  private static final class Broken {
    @Override
    public String toString() {
      throw new IllegalStateException("cannot be said");
    }
  }

  @Test
  void whatCannotBeWrittenKeepsNothingElseFromIt() {
    start();
    reader.goesOn.countDown();

    log.atInfo().addKeyValue("value", new Broken()).log("broken");
    log.info("sound");

    await().until(() -> reader.text().contains("\"sound\""));
    context.stop();
  }

  @Test
  void whoReadsNothingStopsNobodyAndHowManyLinesThatCostIsSaid() {
    // Given an output that nobody reads
    start();

    // When more is logged than may wait
    int more = 3 * LogOutput.MOST;
    for (int i = 0; i < more; i++) {
      log.info("usual");
    }
    log.warn("worse");
    reader.goesOn.countDown();

    // Then all came back, what is worse than usual found room, and the others were counted
    await().until(() -> reader.text().contains("lacks some lines"));
    context.stop();
    String text = reader.text();
    long written = text.lines().filter(line -> line.contains("\"usual\"")).count();
    assertThat(text).contains("\"worse\"").contains("\"lines\":\"" + (more - written) + "\"");
    assertThat(written).isBetween(LogOutput.MOST / 2L, 2L * LogOutput.MOST);
  }
}
