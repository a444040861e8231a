// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.net.URI;
import java.time.LocalDate;

/**
 * The one JSON mapper of this extension.
 *
 * <p>Keycloak's own mapper leaves nulls out; here an absent date and an unknown member must not
 * look alike, so nulls are written.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          // RFC 8259 4: names should be unique; two values for one name could be checked as one
          // and shown as the other
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addModule(
              new SimpleModule()
                  .addSerializer(LocalDate.class, ToStringSerializer.instance)
                  .addSerializer(URI.class, ToStringSerializer.instance))
          .build();

  private Json() {}

  /** Writes a value; records become objects of their components. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass().getSimpleName(), e);
    }
  }

  /** A value as it would be written, for those who write JSON themselves. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * Reads what this extension has written before.
   *
   * @throws IllegalStateException when it is no JSON
   */
  public static JsonNode stored(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what is stored is no JSON", e);
    }
  }

  /**
   * Reads a document that must be one object.
   *
   * @throws InvalidMember when the text is no JSON object
   */
  public static Members object(String text) {
    return Members.of("", objectTree(text));
  }

  /** As {@link #object}, for those who name what is wrong in terms of their own. */
  public static JsonNode objectTree(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw notOneObject();
    }
    throw notOneObject();
  }

  private static InvalidMember notOneObject() {
    return new InvalidMember("body", "must be one JSON object");
  }
}
