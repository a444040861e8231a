// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.format.JsonReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an entry of a history says of the request that made the version, and of its answer
 * (http://hl7.org/fhir/R4/bundle.html, bdl-3 and bdl-4). Only what is well formed is kept; the URL
 * is written anew.
 */
final class Version {

  private static final Map<String, Pattern> KNOWN =
      Map.of(
          "url",
              Pattern.compile(
                  "(?:https?://[!-~]{1,500}/)?(?<value>[A-Z][A-Za-z]{1,63}/[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?"),
          "method", Pattern.compile("(?<value>GET|POST|PUT|PATCH|DELETE)"),
          "status", Pattern.compile("(?<value>\\d{3})( [A-Za-z ]{1,40})?"),
          "etag", Pattern.compile("(?<value>W/\"[A-Za-z0-9.-]{1,64}\")"),
          "lastModified", Pattern.compile("(?<value>\\d{4}-[\\d:T.Z+-]{1,40})"));

  private final Map<String, String> members = new HashMap<>();

  /** Reads the object {@code request} or {@code response} that the parser stands at. */
  void read(JsonReader parser, JsonToken start) throws IOException {
    if (start != JsonToken.START_OBJECT) {
      throw new IOException("not a history");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Pattern pattern = KNOWN.get(parser.currentName());
      JsonToken value = parser.nextToken();
      if (pattern == null || value != JsonToken.VALUE_STRING) {
        parser.skipChildren();
        continue;
      }
      Matcher matcher = pattern.matcher(parser.getText());
      if (matcher.matches()) {
        members.put(parser.currentName(), matcher.group("value"));
      }
    }
  }

  /** Whether it is a version without content, of a resource of the type. */
  boolean isDeletionOf(String type) {
    return "DELETE".equals(members.get("method")) && resource().startsWith(type + "/");
  }

  /** {@code Type/id} in the URL; empty when there is none. */
  String resource() {
    return members.getOrDefault("url", "");
  }

  /**
   * Writes both objects.
   *
   * @param resource {@code Type/id}
   */
  void write(JsonGenerator json, String resource) throws IOException {
    String method = members.getOrDefault("method", "PUT");
    json.writeObjectFieldStart("request");
    json.writeStringField("method", method);
    json.writeStringField("url", method.equals("POST") ? resource.split("/", 2)[0] : resource);
    json.writeEndObject();
    json.writeObjectFieldStart("response");
    json.writeStringField("status", members.getOrDefault("status", "200"));
    for (String name : new String[] {"etag", "lastModified"}) {
      if (members.containsKey(name)) {
        json.writeStringField(name, members.get(name));
      }
    }
    json.writeEndObject();
  }
}
