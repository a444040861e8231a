// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * A row as PostgreSQL sends it in the binary format of COPY: no value becomes an object before it
 * is asked for. The same object shows one row after the other.
 */
final class BinaryRow {

  /** PostgreSQL counts microseconds from the beginning of 2000. */
  private static final long EPOCH = 946_684_800L * 1_000_000;

  private static final int NULL = -1;

  /** Neither a place nor a number of leaves, as nought would be. */
  private static final long NOTHING = -1;

  private final int[] from;
  private final int[] length;
  private byte[] bytes = {};

  BinaryRow(int columns) {
    this.from = new int[columns];
    this.length = new int[columns];
  }

  /**
   * Shows the next row of a message.
   *
   * @return where the row ends; -1 where none begins, but the end of all
   */
  int show(byte[] message, int start) {
    ByteBuffer in = ByteBuffer.wrap(message);
    int columns = in.getShort(start);
    if (columns < 0) {
      return -1;
    }
    if (columns != from.length) {
      throw new IllegalStateException(columns + " columns in place of " + from.length);
    }
    bytes = message;
    int at = start + Short.BYTES;
    for (int i = 0; i < columns; i++) {
      length[i] = in.getInt(at);
      from[i] = at + Integer.BYTES;
      at = from[i] + Math.max(0, length[i]);
    }
    return at;
  }

  byte[] bytes() {
    return bytes;
  }

  int from(int column) {
    return from[column];
  }

  int length(int column) {
    return length[column];
  }

  boolean isNull(int column) {
    return length[column] == NULL;
  }

  /** An integer or a bigint; {@link #NOTHING} where there is none, which no gateway writes. */
  long number(int column) {
    if (isNull(column)) {
      return NOTHING;
    }
    if (length[column] != Integer.BYTES) {
      require(column, Long.BYTES);
    }
    long value = bytes[from[column]];
    for (int i = 1; i < length[column]; i++) {
      value = (value << 8) | (bytes[from[column] + i] & 0xFF);
    }
    return value;
  }

  /** An integer, as {@link #number}: of a bigint, the half could be what was signed. */
  int integer(int column) {
    if (!isNull(column)) {
      require(column, Integer.BYTES);
    }
    return (int) number(column);
  }

  boolean truth(int column) {
    if (isNull(column)) {
      return false;
    }
    require(column, 1);
    return bytes[from[column]] != 0;
  }

  private void require(int column, int octets) {
    if (length[column] != octets) {
      throw new IllegalStateException("%d octets in place of %d".formatted(length[column], octets));
    }
  }

  long high(int column) {
    return isNull(column) ? 0 : ByteBuffer.wrap(bytes).getLong(from[column]);
  }

  long low(int column) {
    return isNull(column) ? 0 : ByteBuffer.wrap(bytes).getLong(from[column] + Long.BYTES);
  }

  /** Microseconds since 1970. */
  long micros(int column) {
    return number(column) + EPOCH;
  }

  Instant time(int column) {
    return Instant.EPOCH.plus(micros(column), ChronoUnit.MICROS);
  }

  Octets octets(int column) {
    return Octets.of(
        Arrays.copyOfRange(bytes, from[column], from[column] + Math.max(0, length[column])));
  }

  String text(int column) {
    return new String(bytes, from[column], Math.max(0, length[column]), StandardCharsets.UTF_8);
  }
}
