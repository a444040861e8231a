// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.format.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Parts of a host's bundle that are read the same way wherever one is. */
final class HostBundle {

  private HostBundle() {}

  /** The link {@code next} of the array that the parser stands at; null when there is none. */
  static @Nullable String next(JsonReader parser, JsonToken start) throws IOException {
    expect(start == JsonToken.START_ARRAY);
    @Nullable String next = null;
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      @Nullable String relation = null;
      @Nullable String url = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "relation" -> relation = parser.getText();
          case "url" -> url = parser.getText();
          default -> parser.skipChildren();
        }
      }
      if ("next".equals(relation)) {
        next = url;
      }
    }
    return next;
  }

  /** The mode in the object {@code search} that the parser stands at; null when there is none. */
  static @Nullable String mode(JsonReader parser, JsonToken start) throws IOException {
    expect(start == JsonToken.START_OBJECT);
    @Nullable String mode = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("mode")) {
        mode = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    return mode;
  }

  static void expect(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("not a bundle as it was asked for");
    }
  }
}
