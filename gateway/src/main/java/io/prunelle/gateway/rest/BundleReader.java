// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Splits a bundle of requests (http://hl7.org/fhir/R4/http.html#transaction). Resources are cut out
 * byte for byte.
 */
final class BundleReader {

  private final String base;
  private final String root;
  private final int most;
  private final MultiMap outer;
  private final Buffer bundle;

  /**
   * @param publicUrl of the gateway, as URLs of entries may begin with
   * @param most entries at most
   * @param outer headers of the bundle's own request
   */
  BundleReader(String publicUrl, int most, RestRequest request, MultiMap outer) {
    this.root = "/fhir/" + request.practice();
    this.base = publicUrl + root;
    this.most = most;
    this.outer = outer;
    this.bundle = request.body() == null ? Buffer.buffer() : request.body();
  }

  /** Throws the refusal of the whole when it is not made of requests, or of too many. */
  List<BundleEntry> entries() {
    List<BundleEntry> entries = new ArrayList<>();
    boolean isBundle = false;
    try {
      JsonReader parser = JsonReader.open(bundle.getBytes());
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("resourceType") && value == JsonToken.VALUE_STRING) {
          isBundle = parser.getText().equals("Bundle");
        } else if (name.equals("entry")) {
          entries(parser, value, entries);
        } else {
          parser.skipChildren();
        }
      }
      isBundle &= parser.nextToken() == null;
    } catch (IOException notJson) {
      throw malformed();
    }
    if (!isBundle) {
      throw malformed();
    }
    return entries;
  }

  private void entries(JsonReader parser, JsonToken start, List<BundleEntry> entries)
      throws IOException {
    if (start != JsonToken.START_ARRAY) {
      throw malformed();
    }
    JsonToken next = parser.nextToken();
    while (next == JsonToken.START_OBJECT) {
      if (entries.size() == most) {
        throw new Refusal.BadExchange(
                413, "bundle-too-long", "A bundle may have " + most + " entries at most.")
            .refused();
      }
      entries.add(entry(parser));
      next = parser.nextToken();
    }
    if (next != JsonToken.END_ARRAY) {
      throw malformed();
    }
  }

  private BundleEntry entry(JsonReader parser) throws IOException {
    @Nullable String fullUrl = null;
    @Nullable Map<String, String> request = null;
    Buffer resource = Buffer.buffer();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("fullUrl") && value == JsonToken.VALUE_STRING) {
        fullUrl = parser.getText();
      } else if (name.equals("request") && value == JsonToken.START_OBJECT) {
        request = parser.strings();
      } else if (name.equals("resource") && value == JsonToken.START_OBJECT) {
        resource = parser.cut();
      } else {
        parser.skipChildren();
      }
    }
    if (request == null || request.get("method") == null || request.get("url") == null) {
      throw malformed();
    }
    return entry(fullUrl, request, resource);
  }

  private BundleEntry entry(
      @Nullable String fullUrl, Map<String, String> request, Buffer resource) {
    String method = request.getOrDefault("method", "");
    String url = below(request.getOrDefault("url", ""));
    int mark = url.indexOf('?');
    String path = mark < 0 ? url : url.substring(0, mark);
    String query = mark < 0 ? null : url.substring(mark + 1);
    EntryHeaders headers = new EntryHeaders(outer, request);
    Buffer body = resource;
    if (method.equals("PATCH")) {
      PatchBody patch = PatchBody.of(resource);
      headers.contentType(patch.contentType());
      body = patch.body();
    } else if (("/" + path).endsWith("/_search") && resource.length() == 0) {
      headers.contentType(ContentTypes.FORM);
    } else {
      headers.contentType(ContentTypes.JSON);
    }
    return new BundleEntry(
        fullUrl, method, path.isEmpty() ? root : root + "/" + path, query, headers.all(), body);
  }

  /** "Relative to the root (the address to which the request is posted)"; some write all of it. */
  private String below(String url) {
    String relative = url.startsWith(base + "/") ? url.substring(base.length()) : url;
    return relative.startsWith("/") ? relative.substring(1) : relative;
  }

  private static Refused malformed() {
    return new Refusal.BadExchange(
            400,
            "body-malformed",
            "The body must be a Bundle in JSON, each entry with a request that has a method and a"
                + " url.")
        .refused();
  }
}
