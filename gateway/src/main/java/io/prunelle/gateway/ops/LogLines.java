// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * A line of the log as one JSON object: what logback's own encoder writes, byte for byte. That
 * copies each text of it letter by letter, and there is a line for each request; so it is left to
 * write those alone that have more to them, as failures do. For one thread.
 */
public final class LogLines extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = {};
  private static final String HEX = "0123456789ABCDEF";

  private final JsonEncoder whole = new JsonEncoder();
  private final StringBuilder line = new StringBuilder(512);

  /** Called by the log's configuration. */
  public LogLines() {
    whole.setWithSequenceNumber(false);
    whole.setWithNanoseconds(false);
    whole.setWithContext(false);
    whole.setWithFormattedMessage(false);
  }

  @Override
  public void start() {
    whole.setContext(getContext());
    whole.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    if (!isPlain(event)) {
      return whole.encode(event);
    }
    line.setLength(0);
    line.append("{\"timestamp\":").append(event.getTimeStamp()).append(",\"level\":\"");
    line.append(event.getLevel().levelStr).append("\",\"threadName\":\"");
    text(event.getThreadName());
    line.append("\",\"loggerName\":\"");
    text(event.getLoggerName());
    line.append("\",\"mdc\": {}");
    pairs(event.getKeyValuePairs());
    line.append(",\"message\":\"");
    text(event.getMessage());
    line.append("\",\"throwable\":null}\n");
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isPlain(ILoggingEvent event) {
    return event.getThrowableProxy() == null
        && event.getArgumentArray() == null
        && (event.getMarkerList() == null || event.getMarkerList().isEmpty())
        && event.getMDCPropertyMap().isEmpty();
  }

  private void pairs(@Nullable List<KeyValuePair> pairs) {
    if (pairs == null || pairs.isEmpty()) {
      return;
    }
    String separator = ",\"kvpList\": [{\"";
    for (KeyValuePair pair : pairs) {
      line.append(separator);
      text(pair.key);
      line.append("\":\"");
      text(String.valueOf(pair.value));
      line.append("\"}");
      separator = ",{\"";
    }
    line.append(']');
  }

  private void text(@Nullable String text) {
    String whatever = String.valueOf(text);
    int written = 0;
    for (int i = 0; i < whatever.length(); i++) {
      char at = whatever.charAt(i);
      if (at < ' ' || at == '"' || at == '\\' || at == '/') {
        line.append(whatever, written, i);
        escape(at);
        written = i + 1;
      }
    }
    line.append(whatever, written, whatever.length());
  }

  private void escape(char at) {
    line.append('\\');
    switch (at) {
      case '\b' -> line.append('b');
      case '\t' -> line.append('t');
      case '\n' -> line.append('n');
      case '\f' -> line.append('f');
      case '\r' -> line.append('r');
      case '"', '\\', '/' -> line.append(at);
      default -> line.append("u00").append(HEX.charAt(at >> 4)).append(HEX.charAt(at & 0xF));
    }
  }
}
