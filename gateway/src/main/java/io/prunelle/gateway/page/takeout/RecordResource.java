// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import static io.prunelle.gateway.page.takeout.RecordPage.expect;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.format.JsonReader;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A resource as it came. Reading one goes through all of it, which is a worker's to do; what there
 * is to ask of it afterwards costs nothing.
 *
 * @param type one that could be of FHIR, whatever a host says: it becomes part of a file's name
 * @param id likewise; {@code none} for one without
 * @param version as its host counts; empty when it does not say
 * @param line the resource on a line of its own
 * @param mayHaveContent whether it could hold something to be kept as a file, or lead to it
 */
record RecordResource(String type, String id, String version, Buffer line, boolean mayHaveContent) {

  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{1,63}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

  private static final byte[] DATA = "\"data\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BINARY = "Binary/".getBytes(StandardCharsets.US_ASCII);

  /** A resource by itself. */
  static RecordResource of(Buffer json) throws IOException {
    byte[] bytes = json.getBytes();
    JsonReader reader = JsonReader.open(bytes);
    expect(reader.nextToken() == JsonToken.START_OBJECT);
    RecordResource read = read(reader, bytes);
    expect(reader.nextToken() == null);
    return read;
  }

  /** The one that the reader stands at. */
  static RecordResource read(JsonReader reader, byte[] bytes) throws IOException {
    int from = reader.from();
    @Nullable String type = null;
    @Nullable String id = null;
    String version = "";
    while (reader.nextToken() == JsonToken.FIELD_NAME) {
      String name = reader.currentName();
      JsonToken value = reader.nextToken();
      if (name.equals("resourceType") && value == JsonToken.VALUE_STRING) {
        type = reader.getText();
      } else if (name.equals("id") && value == JsonToken.VALUE_STRING) {
        id = reader.getText();
      } else if (name.equals("meta") && value == JsonToken.START_OBJECT) {
        version = reader.strings().getOrDefault("versionId", "");
      } else {
        reader.skipChildren();
      }
    }
    expect(type != null && TYPE.matcher(type).matches());
    boolean named = id != null && ID.matcher(id).matches();
    byte[] json = Arrays.copyOfRange(bytes, from, reader.to());
    return new RecordResource(
        String.valueOf(type),
        named ? String.valueOf(id) : "none",
        version,
        line(json),
        "Binary".equals(type) || holds(json, DATA) || holds(json, BINARY));
  }

  /** In JSON, breaks of lines stand between tokens only (RFC 8259, 7). */
  private static Buffer line(byte[] json) {
    for (int i = 0; i < json.length; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        json[i] = ' ';
      }
    }
    return Buffer.buffer(json.length + 1).appendBytes(json).appendByte((byte) '\n');
  }

  private static boolean holds(byte[] json, byte[] words) {
    int last = json.length - words.length;
    for (int i = 0; i <= last; i++) {
      if (json[i] == words[0] && Arrays.equals(json, i, i + words.length, words, 0, words.length)) {
        return true;
      }
    }
    return false;
  }
}
