// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.format.JsonReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Of a resource, the elements that scopes are about. The rest is passed over: as a tree it would
 * take many times its length.
 */
final class Looked {

  /** In bytes, of all of these elements together. */
  static final int LONGEST = 256 * 1024;

  private Looked() {}

  /**
   * Looks at a resource.
   *
   * @param names of the elements
   * @return those of them that it has; empty where it cannot be read, or has too much of them
   */
  static Optional<JsonObject> at(byte[] resource, Set<String> names) {
    try {
      JsonReader reader = JsonReader.open(resource);
      if (reader.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      JsonObject looked = new JsonObject();
      int left = LONGEST;
      while (reader.nextToken() == JsonToken.FIELD_NAME) {
        String name = reader.currentName();
        reader.nextToken();
        int from = reader.from();
        reader.skipChildren();
        if (names.contains(name)) {
          left -= reader.to() - from;
          if (left < 0) {
            return Optional.empty();
          }
          byte[] value = Arrays.copyOfRange(resource, from, reader.to());
          looked.put(name, Json.decodeValue(Buffer.buffer(value)));
        }
      }
      return reader.nextToken() == null ? Optional.of(looked) : Optional.empty();
    } catch (IOException | DecodeException unreadable) {
      return Optional.empty();
    }
  }
}
