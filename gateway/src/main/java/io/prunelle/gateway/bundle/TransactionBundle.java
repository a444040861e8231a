// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.bundle;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.proxy.HostAnswer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.HttpDate;
import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The door of this package to hosts: a transaction as a host is sent it, written anew from what its
 * entries were understood to be, and what the host answers, taken apart again.
 */
public final class TransactionBundle {

  /** How {@code Bundle.entry.request} calls the headers of a request. */
  private static final Map<String, String> CONDITIONS =
      Map.of("If-Match", "ifMatch", "If-None-Match", "ifNoneMatch", "If-None-Exist", "ifNoneExist");

  private TransactionBundle() {}

  /**
   * An entry.
   *
   * @param fullUrl by which others may refer to it; null when none does
   */
  public record Part(@Nullable String fullUrl, Upstream upstream) {}

  /**
   * All entries as one request.
   *
   * @param headers of it
   */
  public static Upstream of(List<Part> parts, Map<String, String> headers) {
    Buffer out = Buffer.buffer("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
    for (int i = 0; i < parts.size(); i++) {
      out.appendString(i == 0 ? "" : ",");
      write(parts.get(i), out);
    }
    return new Upstream("POST", "", headers, out.appendString("]}"));
  }

  private static void write(Part part, Buffer out) {
    Upstream upstream = part.upstream();
    JsonObject request =
        new JsonObject()
            .put("method", upstream.method())
            .put("url", upstream.target().substring(1));
    CONDITIONS.forEach(
        (header, element) -> {
          if (upstream.headers().containsKey(header)) {
            request.put(element, upstream.headers().get(header));
          }
        });
    JsonObject entry = new JsonObject().put("request", request);
    if (part.fullUrl() != null) {
      entry.put("fullUrl", part.fullUrl());
    }
    out.appendString("{");
    if (upstream.body() != null) {
      out.appendString("\"resource\":").appendBuffer(upstream.body()).appendString(",");
    }
    out.appendString(entry.encode().substring(1));
  }

  /**
   * The host's answers to each entry.
   *
   * @param expected how many entries there were
   * @throws io.prunelle.gateway.refusal.Refused when they cannot be told apart
   */
  public static List<HostAnswer> answers(HostAnswer whole, int expected) {
    try {
      List<HostAnswer> answers = read(whole.body());
      if (answers.size() == expected) {
        return answers;
      }
    } catch (IOException | NumberFormatException unreadable) {
      // as good as none
    }
    throw new Refusal.BadUpstream(502, "answer-not-attributable").refused();
  }

  private static List<HostAnswer> read(Buffer bundle) throws IOException {
    List<HostAnswer> answers = new ArrayList<>();
    Map<String, String> head = new TreeMap<>();
    JsonReader parser = JsonReader.open(bundle.getBytes());
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("entry") && value == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          answers.add(entry(parser));
        }
      } else if (value == JsonToken.VALUE_STRING) {
        head.put(name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    if (!"Bundle".equals(head.get("resourceType"))
        || !"transaction-response".equals(head.get("type"))) {
      throw new IOException("no answer to a transaction");
    }
    return answers;
  }

  private static HostAnswer entry(JsonReader parser) throws IOException {
    Buffer resource = Buffer.buffer();
    Map<String, String> response = Map.of();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("resource") && value == JsonToken.START_OBJECT) {
        resource = parser.cut();
      } else if (name.equals("response") && value == JsonToken.START_OBJECT) {
        response = parser.strings();
      } else {
        parser.skipChildren();
      }
    }
    String status = response.getOrDefault("status", "");
    if (status.length() < 3) {
      throw new IOException("an entry without a status");
    }
    return new HostAnswer(Integer.parseInt(status.substring(0, 3)), headers(response), resource);
  }

  private static MultiMap headers(Map<String, String> response) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    if (response.containsKey("etag")) {
      headers.add("ETag", response.get("etag"));
    }
    if (response.containsKey("location")) {
      headers.add("Location", response.get("location"));
    }
    String modified = response.get("lastModified");
    if (modified != null) {
      try {
        headers.add("Last-Modified", HttpDate.format(OffsetDateTime.parse(modified).toInstant()));
      } catch (DateTimeException notAnInstant) {
        // left out, as a header that is none would be
      }
    }
    return headers;
  }
}
