// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.format.JsonReader;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * A patch within a bundle: a Binary that holds it (http://hl7.org/fhir/R4/http.html#patch), or the
 * Parameters of a FHIRPath Patch.
 */
record PatchBody(String contentType, Buffer body) {

  /** Never fails: what is no patch is refused for its content type. */
  static PatchBody of(Buffer resource) {
    Map<String, String> binary = new TreeMap<>();
    byte[] data = {};
    try {
      JsonReader parser = JsonReader.open(resource.getBytes());
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == JsonToken.VALUE_STRING && name.equals("data")) {
          data = decoded(parser.getText());
        } else if (value == JsonToken.VALUE_STRING) {
          binary.put(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException notOne) {
      return new PatchBody("", Buffer.buffer());
    }
    return "Binary".equals(binary.get("resourceType"))
        ? new PatchBody(binary.getOrDefault("contentType", ""), Buffer.buffer(data))
        : new PatchBody(ContentTypes.JSON, resource);
  }

  private static byte[] decoded(String base64) throws IOException {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException not) {
      throw new IOException("not base64", not);
    }
  }
}
