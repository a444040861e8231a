// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MarkerFactory;
import org.slf4j.event.KeyValuePair;

/** Who reads the log finds in it what logback's own encoder would have written. */
final class LogLinesTest {

  /** As loggers are called: logback writes their names as they are, whatever they hold. */
  private static final String LOGGER = "io.prunelle.gateway.Replies";

  private static final String HARD = "a\"\\/\b\t\n\f\r\u0001\u001f\u007f é€\u2028😀{}";

  private final LoggerContext context = new LoggerContext();
  private final LogLines lines = new LogLines();
  private final JsonEncoder whole = new JsonEncoder();
  private final Random random = new Random(8_259);

  @BeforeEach
  void start() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    lines.setContext(context);
    lines.start();
    whole.setContext(context);
    whole.setWithSequenceNumber(false);
    whole.setWithNanoseconds(false);
    whole.setWithContext(false);
    whole.setWithFormattedMessage(false);
    whole.start();
  }

  private LoggingEvent event(
      @Nullable String message, @Nullable Throwable failure, Object @Nullable [] arguments) {
    LoggingEvent event =
        new LoggingEvent(
            "none", context.getLogger(LOGGER), Level.INFO, message, failure, arguments);
    event.setThreadName(text());
    event.setTimeStamp(random.nextLong(1L << 42));
    return event;
  }

  private String text() {
    StringBuilder text = new StringBuilder("x");
    HARD.codePoints().filter(point -> random.nextBoolean()).forEach(text::appendCodePoint);
    return text.toString();
  }

  private void assertSame(LoggingEvent event) {
    String line = new String(lines.encode(event), StandardCharsets.UTF_8);

    assertThat(line).isEqualTo(new String(whole.encode(event), StandardCharsets.UTF_8));
    assertThat(line).endsWith("\n");
    assertThat(new JsonObject(line).getLong("timestamp")).isEqualTo(event.getTimeStamp());
  }

  @Test
  void whateverIsSaidIsWrittenAlike() {
    for (int i = 0; i < 1_000; i++) {
      LoggingEvent event = event(text(), null, null);
      for (int pair = random.nextInt(4); pair > 0; pair--) {
        event.addKeyValuePair(
            new KeyValuePair(text(), random.nextBoolean() ? text() : (Object) random.nextLong()));
      }
      assertSame(event);
    }
  }

  @Test
  void whatIsNotThereIsWrittenAlike() {
    LoggingEvent event = event(null, null, null);
    event.addKeyValuePair(new KeyValuePair("host", null));
    assertSame(event);
  }

  @Test
  void whatHasMoreToItIsWrittenWhole() {
    assertSame(event("failed", new IllegalStateException("why", new RuntimeException()), null));
    assertSame(event("with {}", null, new Object[] {"an argument"}));
    LoggingEvent marked = event("marked", null, null);
    marked.addMarker(MarkerFactory.getMarker("mark"));
    assertSame(marked);
    LoggingEvent mapped = event("mapped", null, null);
    mapped.setMDCPropertyMap(Map.of("k", "v"));
    assertSame(mapped);
  }
}
