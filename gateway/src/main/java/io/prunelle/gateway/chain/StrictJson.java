// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads JSON that can be read in one way only: objects of strings, whole numbers, truth values,
 * objects, and arrays of these. Members in the order of their names (RFC 8785, 3.2.3).
 */
public final class StrictJson {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private StrictJson() {}

  /**
   * The one object of a text.
   *
   * @throws IOException when it is not one
   */
  public static Map<String, Object> object(byte[] text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      if (value(parser) instanceof Map<?, ?> object && parser.nextToken() == null) {
        return named(object);
      }
    }
    throw new IOException("not one JSON object");
  }

  /** A member that has to be there, of this type. */
  public static <T> T member(Map<String, Object> object, String name, Class<T> type)
      throws IOException {
    Object value = object.get(name);
    if (!type.isInstance(value)) {
      throw new IOException(name + " is missing, or not what it has to be");
    }
    return type.cast(value);
  }

  public static Map<String, Object> object(Map<String, Object> object, String name)
      throws IOException {
    return named(member(object, name, Map.class));
  }

  private static Map<String, Object> named(Map<?, ?> object) {
    Map<String, Object> named = new TreeMap<>();
    object.forEach((name, value) -> named.put((String) name, value));
    return named;
  }

  /**
   * In the one form that it has.
   *
   * @throws IOException when it has none here: a member without a name, with half a character, or
   *     that is neither a text nor a number nor a truth
   */
  public static byte[] canonical(Map<String, Object> object) throws IOException {
    try {
      return written(object);
    } catch (UncheckedIOException halfACharacter) {
      throw new IOException("a text has half a character", halfACharacter);
    }
  }

  private static byte[] written(Map<String, Object> object) throws IOException {
    CanonicalJson json = new CanonicalJson();
    for (Map.Entry<String, Object> member : object.entrySet()) {
      if (member.getKey().isEmpty()) {
        throw new IOException("a member has no name");
      } else if (member.getValue() instanceof String text) {
        json.text(member.getKey(), text);
      } else if (member.getValue() instanceof Long number) {
        json.number(member.getKey(), number.longValue());
      } else if (member.getValue() instanceof Boolean truth) {
        json.truth(member.getKey(), truth);
      } else {
        throw new IOException(member.getKey() + " is not what it has to be");
      }
    }
    return json.bytes();
  }

  private static Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    } else if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getLongValue();
    } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return parser.getBooleanValue();
    } else if (token == JsonToken.START_ARRAY) {
      List<Object> array = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(parser));
      }
      return array;
    } else if (token == JsonToken.START_OBJECT) {
      Map<String, Object> object = new TreeMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        object.put(name, value(parser));
      }
      return object;
    }
    throw new IOException("of what has no place here");
  }
}
