// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Strict JSON: a name given twice is refused, for the host might believe the other one; so is what
 * is not UTF-8, for the host might read something else in its place.
 */
public final class Json {

  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // RFC 8259, 8.1: UTF-8 and nothing else, nor guessed at where a host would not
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private Json() {}

  /**
   * A parser over a document, at bounded depth.
   *
   * @throws IOException when it is no JSON, or not in UTF-8
   */
  public static JsonParser open(byte[] json) throws IOException {
    Utf8.require(json);
    return STRICT.createParser(json);
  }

  /** Reads an object to its end: its bytes, as they stand in the document that is parsed. */
  public static Buffer cut(JsonParser parser, Buffer document) throws IOException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    return document.getBuffer(from, (int) parser.currentLocation().getByteOffset());
  }

  /** Reads an object to its end: those of its members that are strings. */
  public static Map<String, String> strings(JsonParser parser) throws IOException {
    Map<String, String> strings = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() == JsonToken.VALUE_STRING) {
        strings.put(name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    return strings;
  }
}
