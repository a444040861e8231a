// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of an answer that was asked for (RFC 9110, 14.2).
 *
 * @param last inclusive; smaller than {@code first} when there is no such part
 */
record ByteRange(long first, long last) {

  private static final Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /**
   * The one range that a header asks for.
   *
   * @return empty when it asks for none, for several, or in another unit: then all is sent, as the
   *     specification allows
   */
  static Optional<ByteRange> of(@Nullable String header, long length) {
    Matcher range = ONE.matcher(header == null ? "" : header.replace(" ", ""));
    if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (range.group(1).isEmpty()) {
      long wanted = Long.parseLong(range.group(2));
      return Optional.of(wanted == 0 ? new ByteRange(length, length - 1) : last(wanted, length));
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? length - 1 : Long.parseLong(range.group(2));
    return last < first && !range.group(2).isEmpty()
        ? Optional.empty()
        : Optional.of(new ByteRange(first, Math.min(last, length - 1)));
  }

  private static ByteRange last(long wanted, long length) {
    return new ByteRange(Math.max(0, length - wanted), length - 1);
  }

  static ByteRange all(long length) {
    return new ByteRange(0, length - 1);
  }

  /** Whether there is anything of it. */
  boolean exists() {
    return first <= last;
  }

  long length() {
    return last - first + 1;
  }
}
