// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Base64;

/**
 * A segment of a token as JSON. Of a member given twice, readers believe the first or the last: so
 * it is given once (RFC 7515, 4; RFC 7519, 4).
 */
final class Segment {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Segment() {}

  /**
   * Decodes.
   *
   * @throws IllegalArgumentException for what is no JSON object in Base64url, or has a member twice
   */
  static JsonObject decode(String segment) {
    byte[] json = Base64.getUrlDecoder().decode(segment);
    try (JsonParser parser = JSON.createParser(json)) {
      while (parser.nextToken() != null) {
        // looks for doubles, and throws
      }
      return new JsonObject(Buffer.buffer(json));
    } catch (IOException | RuntimeException unreadable) {
      throw new IllegalArgumentException("no JSON object", unreadable);
    }
  }
}
