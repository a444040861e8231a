// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object in the one form it has (RFC 8785), so that whoever has the same values has the
 * same bytes. Members are given in the order of their names; those without a value are left out.
 * Written by hand: two are made for each request.
 */
public final class CanonicalJson {

  /** As PostgreSQL keeps time: microseconds. Always as many digits, so that there is one form. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final int LAST_YEAR_OF_FOUR_DIGITS = 9999;
  private static final int DAY = 86_400;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** What one character takes at most: {@code \\u001f}. */
  private static final int WIDEST = 6;

  private byte[] json = new byte[1_024];
  private int length;
  private String last = "";

  public CanonicalJson() {
    json[length++] = '{';
  }

  public CanonicalJson text(String name, @Nullable String value) {
    if (value != null) {
      member(name);
      string(value);
    }
    return this;
  }

  /** A whole number. RFC 8785 knows no greater ones than 2^53. */
  public CanonicalJson number(String name, @Nullable Long value) {
    return value == null ? this : number(name, value.longValue());
  }

  public CanonicalJson number(String name, long value) {
    return raw(name, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
  }

  public CanonicalJson truth(String name, boolean value) {
    return raw(name, Boolean.toString(value).getBytes(StandardCharsets.US_ASCII));
  }

  public CanonicalJson time(String name, Instant value) {
    return text(name, time(value));
  }

  /** As it is written here. */
  public static String time(Instant value) {
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(value.getEpochSecond(), DAY));
    if (day.getYear() < 0 || day.getYear() > LAST_YEAR_OF_FOUR_DIGITS) {
      return TIME.format(value);
    }
    int second = Math.floorMod(value.getEpochSecond(), DAY);
    byte[] text = "0000-00-00T00:00:00.000000Z".getBytes(StandardCharsets.US_ASCII);
    digits(text, 4, day.getYear());
    digits(text, 7, day.getMonthValue());
    digits(text, 10, day.getDayOfMonth());
    digits(text, 13, second / 3_600);
    digits(text, 16, second / 60 % 60);
    digits(text, 19, second % 60);
    digits(text, 26, value.getNano() / 1_000);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** In front of there, in place of zeros. */
  private static void digits(byte[] text, int end, int number) {
    int at = end;
    for (int rest = number; rest > 0; rest /= 10) {
      text[--at] = (byte) ('0' + rest % 10);
    }
  }

  public CanonicalJson id(String name, UUID value) {
    return text(name, value.toString());
  }

  public CanonicalJson hex(String name, Octets value) {
    return text(name, value.toString());
  }

  /** Objects that are canonical themselves. */
  public CanonicalJson objects(String name, List<byte[]> objects) {
    member(name);
    byte separator = '[';
    for (byte[] object : objects) {
      room(object.length + 1);
      json[length++] = separator;
      write(object);
      separator = ',';
    }
    room(2);
    if (objects.isEmpty()) {
      json[length++] = '[';
    }
    json[length++] = ']';
    return this;
  }

  public byte[] bytes() {
    room(1);
    json[length] = '}';
    return Arrays.copyOf(json, length + 1);
  }

  private CanonicalJson raw(String name, byte[] value) {
    member(name);
    room(value.length);
    write(value);
    return this;
  }

  private void member(String name) {
    if (name.compareTo(last) <= 0) {
      throw new IllegalStateException(name + " does not come after " + last);
    }
    last = name;
    if (length > 1) {
      room(1);
      json[length++] = ',';
    }
    string(name);
    room(1);
    json[length++] = ':';
  }

  private void string(String text) {
    room(WIDEST * text.length() + 2);
    json[length++] = '"';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        escaped(c);
      } else if (c < 0x80) {
        json[length++] = (byte) c;
      } else if (c < 0x800) {
        json[length++] = (byte) (0xc0 | (c >> 6));
        json[length++] = (byte) (0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        json[length++] = (byte) (0xe0 | (c >> 12));
        json[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        json[length++] = (byte) (0x80 | (c & 0x3f));
      } else {
        int whole = text.codePointAt(i++);
        if (whole == c) {
          // RFC 8785, 3.2.2.2
          throw new UncheckedIOException(new CharacterCodingException());
        }
        json[length++] = (byte) (0xf0 | (whole >> 18));
        json[length++] = (byte) (0x80 | ((whole >> 12) & 0x3f));
        json[length++] = (byte) (0x80 | ((whole >> 6) & 0x3f));
        json[length++] = (byte) (0x80 | (whole & 0x3f));
      }
    }
    json[length++] = '"';
  }

  /** RFC 8785, 3.2.2.2. */
  private void escaped(char c) {
    json[length++] = '\\';
    switch (c) {
      case '"', '\\' -> json[length++] = (byte) c;
      case '\b' -> json[length++] = 'b';
      case '\f' -> json[length++] = 'f';
      case '\n' -> json[length++] = 'n';
      case '\r' -> json[length++] = 'r';
      case '\t' -> json[length++] = 't';
      default -> {
        json[length++] = 'u';
        json[length++] = '0';
        json[length++] = '0';
        json[length++] = HEX[c >> 4];
        json[length++] = HEX[c & 0xf];
      }
    }
  }

  private void write(byte[] bytes) {
    System.arraycopy(bytes, 0, json, length, bytes.length);
    length += bytes.length;
  }

  private void room(int more) {
    if (json.length - length < more) {
      json = Arrays.copyOf(json, Math.max(2 * json.length, Math.addExact(length, more)));
    }
  }
}
