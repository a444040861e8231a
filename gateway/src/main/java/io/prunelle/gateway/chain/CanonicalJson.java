// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object in the one form it has (RFC 8785), so that whoever has the same values has the
 * same bytes. Members are given in the order of their names; those without a value are left out.
 */
public final class CanonicalJson {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // RFC 8785, 3.2.2.2: control characters as \\u00xx in lower case
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          // and what lies beyond the BMP as it is
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  /** As PostgreSQL keeps time: microseconds. Always as many digits, so that there is one form. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final JsonGenerator json;
  private String last = "";

  public CanonicalJson() {
    try {
      json = JSON.createGenerator(bytes);
      json.writeStartObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  public CanonicalJson text(String name, @Nullable String value) {
    return value == null ? this : member(name, () -> json.writeString(value));
  }

  /** A whole number. RFC 8785 knows no greater ones than 2^53. */
  public CanonicalJson number(String name, @Nullable Long value) {
    return value == null ? this : member(name, () -> json.writeNumber(value));
  }

  public CanonicalJson number(String name, long value) {
    return member(name, () -> json.writeNumber(value));
  }

  public CanonicalJson truth(String name, boolean value) {
    return member(name, () -> json.writeBoolean(value));
  }

  public CanonicalJson time(String name, Instant value) {
    return text(name, time(value));
  }

  /** As it is written here. */
  public static String time(Instant value) {
    return TIME.format(value);
  }

  public CanonicalJson id(String name, UUID value) {
    return text(name, value.toString());
  }

  public CanonicalJson hex(String name, Octets value) {
    return text(name, value.toString());
  }

  /** Objects that are canonical themselves. */
  public CanonicalJson objects(String name, List<byte[]> objects) {
    return member(
        name,
        () -> {
          json.writeStartArray();
          for (byte[] object : objects) {
            json.writeRawValue(new String(object, StandardCharsets.UTF_8));
          }
          json.writeEndArray();
        });
  }

  public byte[] bytes() {
    try {
      json.writeEndObject();
      json.close();
      return bytes.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private CanonicalJson member(String name, Write write) {
    if (name.compareTo(last) <= 0) {
      throw new IllegalStateException(name + " does not come after " + last);
    }
    last = name;
    try {
      json.writeFieldName(name);
      write.run();
      return this;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }
}
