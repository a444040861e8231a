// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.format.JsonReader;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a record, as the gateway answers it, taken apart byte for byte: decimals keep their
 * precision.
 *
 * @param next query of the page that follows; null on the last
 */
record RecordPage(List<RecordResource> resources, @Nullable String next) {

  /** Throws when it is no bundle. */
  static RecordPage of(Buffer json) throws IOException {
    byte[] bytes = json.getBytes();
    JsonReader reader = JsonReader.open(bytes);
    List<RecordResource> resources = new ArrayList<>();
    @Nullable String next = null;
    @Nullable String type = null;
    expect(reader.nextToken() == JsonToken.START_OBJECT);
    while (reader.nextToken() == JsonToken.FIELD_NAME) {
      String name = reader.currentName();
      JsonToken value = reader.nextToken();
      switch (name) {
        case "resourceType" -> type = reader.getText();
        case "link" -> next = next(reader, value);
        case "entry" -> entries(reader, value, bytes, resources);
        default -> reader.skipChildren();
      }
    }
    expect("Bundle".equals(type));
    return new RecordPage(resources, next);
  }

  private static void entries(
      JsonReader reader, @Nullable JsonToken start, byte[] bytes, List<RecordResource> resources)
      throws IOException {
    expect(start == JsonToken.START_ARRAY);
    while (reader.nextToken() == JsonToken.START_OBJECT) {
      while (reader.nextToken() == JsonToken.FIELD_NAME) {
        boolean resource = reader.currentName().equals("resource");
        JsonToken value = reader.nextToken();
        if (resource) {
          expect(value == JsonToken.START_OBJECT);
          resources.add(RecordResource.read(reader, bytes));
        } else {
          reader.skipChildren();
        }
      }
    }
  }

  private static @Nullable String next(JsonReader reader, @Nullable JsonToken start)
      throws IOException {
    expect(start == JsonToken.START_ARRAY);
    @Nullable String next = null;
    while (reader.nextToken() == JsonToken.START_OBJECT) {
      var link = reader.strings();
      String url = link.get("url");
      if ("next".equals(link.get("relation")) && url != null) {
        int mark = url.indexOf('?');
        expect(mark >= 0);
        next = url.substring(mark + 1);
      }
    }
    return next;
  }

  static void expect(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("not a page of a record");
    }
  }
}
