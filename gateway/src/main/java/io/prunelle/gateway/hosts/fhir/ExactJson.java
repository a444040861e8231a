// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON as sorted maps, lists, strings, booleans, nulls and numbers that keep their text.
 *
 * <p>The precision of a FHIR decimal is part of its value (R4, datatypes#decimal: 0.010 is not
 * 0.01), so no number passes through a binary type on its way between hosts.
 */
public final class ExactJson {

  /** A number as it was written. */
  public record Numeral(String text) {}

  // An attachment is one string; a page that holds a larger one has been refused before
  private static final int LONGEST_STRING = 64 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(LONGEST_STRING).build())
          .build();

  private ExactJson() {}

  /** Throws {@link IOException} for what is not exactly one JSON value without repeated names. */
  public static @Nullable Object read(Buffer json) throws IOException {
    try (JsonParser parser = FACTORY.createParser(new BufferInput(json))) {
      parser.nextToken();
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("more than one JSON value");
      }
      return value;
    }
  }

  public static Buffer write(@Nullable Object value) {
    BufferOutput bytes = new BufferOutput(0);
    write(value, bytes);
    return bytes.buffer();
  }

  public static void write(@Nullable Object value, OutputStream to) {
    try (JsonGenerator generator = FACTORY.createGenerator(to)) {
      write(value, generator);
    } catch (IOException memoryIsNoDevice) {
      throw new IllegalStateException(memoryIsNoDevice);
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("no JSON value");
    }
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("unexpected " + token);
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> members = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return members;
  }

  private static List<@Nullable Object> array(JsonParser parser) throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return items;
  }

  private static void write(@Nullable Object value, JsonGenerator to) throws IOException {
    if (value instanceof Map<?, ?> members) {
      to.writeStartObject();
      for (Map.Entry<?, ?> member : members.entrySet()) {
        to.writeFieldName((String) member.getKey());
        write(member.getValue(), to);
      }
      to.writeEndObject();
    } else if (value instanceof List<?> items) {
      to.writeStartArray();
      for (Object item : items) {
        write(item, to);
      }
      to.writeEndArray();
    } else if (value instanceof Numeral numeral) {
      to.writeNumber(numeral.text());
    } else if (value instanceof Boolean truth) {
      to.writeBoolean(truth);
    } else if (value == null) {
      to.writeNull();
    } else {
      to.writeString((String) value);
    }
  }
}
