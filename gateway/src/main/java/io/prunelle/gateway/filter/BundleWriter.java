// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.prunelle.gateway.fhir.FhirResource;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the bundle that is released. Entries first, the rest once all of them are known. */
final class BundleWriter {

  private static final JsonFactory JSON = new JsonFactory();

  private static final byte[] URL = ascii("\"fullUrl\":");
  private static final byte[] RESOURCE = ascii("\"resource\":");
  private static final byte[] MODE = ascii(",\"search\":{\"mode\":");

  private final Released out;
  private final JsonGenerator json;
  private boolean entries;

  /** Whether entries are of a history, which has more in them than is worth writing by hand. */
  private final boolean history;

  /** A resource, where it stands in its document, and how it is copied. */
  record Copied(FhirResource resource, int from, int to, Masked masked) {}

  /**
   * A bundle of that type.
   *
   * @param length about how long it will be
   */
  BundleWriter(int length, String type) throws IOException {
    this.history = type.equals("history");
    this.out = new Released(length);
    this.json = JSON.createGenerator(out);
    json.writeStartObject();
    json.writeStringField("resourceType", "Bundle");
    json.writeStringField("type", type);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Copies a resource, but for what it tells of others. Written by hand: there are many in an
   * answer.
   */
  void entry(@Nullable String fullUrl, byte[] source, Copied copied, @Nullable String mode)
      throws IOException {
    require(!history);
    if (entries) {
      out.write(',');
    } else {
      json.writeArrayFieldStart("entry");
      json.flush();
      entries = true;
    }
    out.write('{');
    if (fullUrl != null) {
      out.write(URL);
      out.string(fullUrl);
      out.write(',');
    }
    out.write(RESOURCE);
    copied.masked().copy(copied.resource(), source, copied.from(), copied.to(), out);
    if (mode != null) {
      out.write(MODE);
      out.string(mode);
      out.write('}');
    }
    out.write('}');
  }

  /** The same, of a version in a history. */
  void version(
      @Nullable String fullUrl, byte[] source, Copied copied, Version version, String resource)
      throws IOException {
    begin(fullUrl, source, copied);
    version.write(json, resource);
    json.writeEndObject();
  }

  /** A version that is a deletion: nothing is left of it to be copied. */
  void deletion(Version version) throws IOException {
    begin();
    version.write(json, version.resource());
    json.writeEndObject();
  }

  private void begin() throws IOException {
    require(history);
    if (!entries) {
      json.writeArrayFieldStart("entry");
      entries = true;
    }
    json.writeStartObject();
  }

  private void begin(@Nullable String fullUrl, byte[] source, Copied copied) throws IOException {
    begin();
    if (fullUrl != null) {
      json.writeStringField("fullUrl", fullUrl);
    }
    json.writeFieldName("resource");
    // Nothing, written raw: puts the separator where the copied bytes are to follow
    json.writeRawValue("");
    json.flush();
    copied.masked().copy(copied.resource(), source, copied.from(), copied.to(), out);
  }

  /**
   * A document has an identifier and a date (http://hl7.org/fhir/R4/bundle.html, bdl-9 and bdl-10).
   *
   * @param identifier members of the host's that are strings
   */
  Buffer endDocument(Map<String, String> identifier, @Nullable String timestamp)
      throws IOException {
    if (entries) {
      json.writeEndArray();
    }
    json.writeObjectFieldStart("identifier");
    for (String name : new String[] {"system", "value"}) {
      if (identifier.containsKey(name)) {
        json.writeStringField(name, identifier.get(name));
      }
    }
    json.writeEndObject();
    if (timestamp != null) {
      json.writeStringField("timestamp", timestamp);
    }
    json.writeEndObject();
    json.close();
    return out.buffer();
  }

  /** A bundle without entries has no {@code entry}: FHIR has no empty arrays. */
  Buffer end(@Nullable String self, @Nullable String next, @Nullable Long total)
      throws IOException {
    if (entries) {
      json.writeEndArray();
    }
    if (total != null) {
      json.writeNumberField("total", total);
    }
    if (self != null || next != null) {
      json.writeArrayFieldStart("link");
      link("self", self);
      link("next", next);
      json.writeEndArray();
    }
    json.writeEndObject();
    json.close();
    return out.buffer();
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("not an entry of such a bundle");
    }
  }

  private void link(String relation, @Nullable String url) throws IOException {
    if (url != null) {
      json.writeStartObject();
      json.writeStringField("relation", relation);
      json.writeStringField("url", url);
      json.writeEndObject();
    }
  }
}
