// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the bytes that a leaf was signed with ({@link Leaf#canonical}) from its row, without making
 * anything else of it first: this is what verifying spends its time with.
 */
final class CanonicalRow {

  /** How a column becomes a member. */
  enum Form {
    TEXT,
    NUMBER,
    TRUTH,
    ID,
    TIME,
    /** Of no column: says which kind of leaf it is. */
    CONSTANT
  }

  /**
   * A member of the object, in the order in which they stand there.
   *
   * @param column where its value stands; of a constant, the value itself
   */
  record Member(String name, String column, Form form) {}

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final long DAY = 24L * 60 * 60 * 1_000_000;

  private final Member[] members;
  private final byte[][] names;
  private byte[] out = new byte[1_024];
  private int length;

  /** The day that {@link #date} is of, since 1970: times stand close to each other. */
  private long day = Long.MIN_VALUE;

  private byte[] date = {};

  CanonicalRow(List<Member> members) {
    this.members = members.toArray(Member[]::new);
    this.names =
        members.stream()
            .map(member -> ('"' + member.name() + "\":").getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
  }

  byte[] bytes() {
    return out;
  }

  /** How many of {@link #bytes} there are. */
  int length() {
    return length;
  }

  /**
   * Writes it.
   *
   * @param first the column of the first member
   */
  void write(BinaryRow row, int first) {
    length = 0;
    append('{');
    int column = first;
    for (int i = 0; i < members.length; i++) {
      Form form = members[i].form();
      if (form == Form.CONSTANT) {
        name(i);
        ascii('"' + members[i].column() + '"');
      } else {
        if (!row.isNull(column)) {
          name(i);
          value(form, row, column);
        }
        column++;
      }
    }
    append('}');
  }

  private void name(int member) {
    if (length > 1) {
      append(',');
    }
    append(names[member]);
  }

  private void value(Form form, BinaryRow row, int column) {
    switch (form) {
      case TEXT -> text(row.bytes(), row.from(column), row.length(column));
      case NUMBER -> number(row.number(column));
      case TRUTH -> ascii(row.truth(column) ? "true" : "false");
      case ID -> id(row.bytes(), row.from(column));
      case TIME -> time(row.micros(column));
      case CONSTANT -> throw new IllegalStateException("stands in no column");
    }
  }

  /** RFC 8785, 3.2.2.2. What is UTF-8 already stays as it is. */
  private void text(byte[] bytes, int from, int count) {
    // At worst, each byte becomes an escape of six
    reserve(6 * count + 2);
    out[length++] = '"';
    for (int i = from; i < from + count; i++) {
      byte at = bytes[i];
      if (at < 0 || (at >= ' ' && at != '"' && at != '\\')) {
        out[length++] = at;
      } else {
        escaped(at);
      }
    }
    out[length++] = '"';
  }

  private void escaped(byte at) {
    out[length++] = '\\';
    switch (at) {
      case '"', '\\' -> out[length++] = at;
      case '\b' -> out[length++] = 'b';
      case '\t' -> out[length++] = 't';
      case '\n' -> out[length++] = 'n';
      case '\f' -> out[length++] = 'f';
      case '\r' -> out[length++] = 'r';
      default -> {
        out[length++] = 'u';
        out[length++] = '0';
        out[length++] = '0';
        out[length++] = HEX[at >> 4];
        out[length++] = HEX[at & 0xF];
      }
    }
  }

  private void number(long value) {
    ascii(Long.toString(value));
  }

  private void id(byte[] bytes, int from) {
    reserve(38);
    out[length++] = '"';
    for (int i = 0; i < 16; i++) {
      if (i == 4 || i == 6 || i == 8 || i == 10) {
        out[length++] = '-';
      }
      out[length++] = HEX[(bytes[from + i] >> 4) & 0xF];
      out[length++] = HEX[bytes[from + i] & 0xF];
    }
    out[length++] = '"';
  }

  /** {@code "2026-01-31T23:59:59.123456Z"}. */
  private void time(long micros) {
    long its = Math.floorDiv(micros, DAY);
    if (its != day) {
      day = its;
      date = date(its * DAY);
    }
    reserve(64);
    append('"');
    append(date);
    long rest = micros - its * DAY;
    digits(rest / 3_600_000_000L, 2);
    append(':');
    digits(rest / 60_000_000 % 60, 2);
    append(':');
    digits(rest / 1_000_000 % 60, 2);
    append('.');
    digits(rest % 1_000_000, 6);
    append('Z');
    append('"');
  }

  private static byte[] date(long micros) {
    String time = CanonicalJson.time(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    return time.substring(0, time.indexOf('T') + 1).getBytes(StandardCharsets.US_ASCII);
  }

  private void digits(long value, int count) {
    long rest = value;
    for (int i = length + count - 1; i >= length; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }

  private void ascii(String value) {
    reserve(value.length());
    for (int i = 0; i < value.length(); i++) {
      out[length++] = (byte) value.charAt(i);
    }
  }

  private void append(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, out, length, value.length);
    length += value.length;
  }

  private void append(char value) {
    reserve(1);
    out[length++] = (byte) value;
  }

  private void reserve(int more) {
    if (out.length - length < more) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, length + more));
    }
  }
}
