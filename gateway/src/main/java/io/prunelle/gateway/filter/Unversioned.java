// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.format.JsonReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reference data as it comes with a record, from the host where that is. Each host has versions of
 * its own: with them, whoever compares could tell which host it was.
 */
final class Unversioned {

  private static final List<String> OF_THE_HOST = List.of("versionId", "lastUpdated", "source");

  private final FhirBodies bodies;

  Unversioned(FhirBodies bodies) {
    this.bodies = bodies;
  }

  /** The resource byte for byte, but for what the host says of its own version. */
  byte[] of(byte[] resource) throws IOException {
    int @Nullable [] meta = meta(resource);
    if (meta == null) {
      return resource;
    }
    JsonObject left = new JsonObject(Buffer.buffer(resource).getBuffer(meta[0], meta[1]));
    OF_THE_HOST.forEach(left::remove);
    return left.isEmpty()
        ? without(resource, meta)
        : joined(resource, meta[0], left.toBuffer().getBytes(), meta[1]);
  }

  private int @Nullable [] meta(byte[] resource) throws IOException {
    JsonReader parser = bodies.open(resource);
    HostBundle.expect(parser.nextToken() == JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean meta = parser.currentName().equals("meta");
      JsonToken value = parser.nextToken();
      int from = parser.from();
      parser.skipChildren();
      if (meta && value == JsonToken.START_OBJECT) {
        return new int[] {from, parser.to()};
      }
    }
    return null;
  }

  /** FHIR has no empty objects (http://hl7.org/fhir/R4/json.html): the member goes as a whole. */
  private static byte[] without(byte[] resource, int[] meta) throws IOException {
    int from = meta[0];
    while (resource[from] != ':') {
      from--;
    }
    while (resource[from] != '"') {
      from--;
    }
    from = blankBefore(resource, from - "\"meta".length());
    if (resource[from - 1] == ',') {
      return joined(resource, from - 1, new byte[0], meta[1]);
    }
    int to = meta[1];
    while (resource[to] <= ' ') {
      to++;
    }
    return joined(resource, from, new byte[0], resource[to] == ',' ? to + 1 : to);
  }

  private static int blankBefore(byte[] resource, int end) {
    int from = end;
    while (resource[from - 1] <= ' ' && resource[from - 1] >= 0) {
      from--;
    }
    return from;
  }

  private static byte[] joined(byte[] resource, int end, byte[] between, int from)
      throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(resource.length);
    whole.write(resource, 0, end);
    whole.write(between);
    whole.write(resource, from, resource.length - from);
    return whole.toByteArray();
  }
}
