// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.siem;

import io.prunelle.gateway.journal.Written;
import io.prunelle.gateway.journal.Written.Kind;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A leaf as a syslog message (RFC 5424). What people have written stands in the JSON at its end
 * alone, where it is escaped; the header is made of numbers, fixed words and the instance's name.
 */
final class Message {

  /** Log audit: RFC 5424, 6.2.1. */
  private static final int FACILITY = 13;

  private static final int WARNING = 4;
  private static final int NOTICE = 5;

  /** RFC 5424, 6.4: begins a text in UTF-8. */
  private static final char MARK = '\uFEFF';

  /** RFC 5424, 6.2.3: at most six digits of a second. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final int HOST = 255;
  private static final int PROCESS = 128;

  private Message() {}

  /** With its length before it: RFC 5425, 4.3. */
  static Buffer framed(Written leaf) {
    byte[] message = text(leaf).getBytes(StandardCharsets.UTF_8);
    return Buffer.buffer(message.length + 8)
        .appendString(Integer.toString(message.length))
        .appendString(" ")
        .appendBytes(message);
  }

  private static String text(Written leaf) {
    String kind = leaf.kind().name().toLowerCase(Locale.ROOT);
    return "<%d>1 %s %s prunelle %s %s - %s{\"block\":%d,\"chain\":%d,\"leaf\":%d,\"leaves\":%d,\"record\":%s}"
        .formatted(
            FACILITY * 8 + severity(leaf.kind()),
            TIME.format(leaf.at()),
            word(host(leaf.instance()), HOST),
            word(leaf.instance(), PROCESS),
            kind,
            MARK,
            leaf.block(),
            leaf.chain(),
            leaf.leaf(),
            leaf.leaves(),
            leaf.json());
  }

  private static int severity(Kind kind) {
    return kind == Kind.REFUSED || kind == Kind.EMERGENCY ? WARNING : NOTICE;
  }

  /** Instances are named after their machine and process, with a stroke between. */
  private static String host(String instance) {
    int stroke = instance.lastIndexOf('/');
    return stroke < 0 ? instance : instance.substring(0, stroke);
  }

  /** RFC 5424, 6: PRINTUSASCII, and a hyphen where there is nothing. */
  private static String word(String value, int longest) {
    String printable = value.replaceAll("[^!-~]", "?");
    return printable.isEmpty()
        ? "-"
        : printable.substring(0, Math.min(printable.length(), longest));
  }
}
