// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirResource.Nested;
import io.prunelle.gateway.fhir.FhirResource.Span;
import io.prunelle.gateway.format.JsonReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored resource as a patch is applied to it: where somebody else is mentioned, whom its patient
 * is not shown, a veil stands that nobody can name. A patch can leave it, or replace or remove it
 * as a whole. It cannot reach into what is behind it, and so take away what it is hidden by.
 */
final class Veiled {

  private final byte[] stored;
  private final byte[] json;

  /** Unknown to who wrote the patch. */
  private final String secret = UUID.randomUUID().toString();

  /** What is behind each veil: a URL, or members of an object that are strings. */
  private final Map<Object, Span> veils = new HashMap<>();

  /**
   * @param mentions in the order of the document, none within another, none of which is all of it
   */
  Veiled(FhirResource resource, byte[] stored, List<Span> mentions) throws IOException {
    this.stored = stored;
    ByteArrayOutputStream out = new ByteArrayOutputStream(stored.length);
    Mask mask = new Mask(resource, stored);
    int copied = 0;
    for (Span mention : mentions) {
      out.write(stored, copied, mention.from() - copied);
      out.write(veil(mask, mention));
      copied = mention.to();
    }
    out.write(stored, copied, stored.length - copied);
    this.json = out.toByteArray();
  }

  /** With the veils. */
  byte[] json() {
    return json;
  }

  /** In two members, so that what replaces one of them still shows by the other. */
  private byte[] veil(Mask mask, Span mention) throws IOException {
    String name = secret + "." + mention.from();
    if (stored[mention.from()] == '"') {
      veils.put(url(name), mention);
      return ('"' + url(name) + '"').getBytes(StandardCharsets.US_ASCII);
    }
    Map<String, Object> members = new HashMap<>();
    Nested nested = mask.nested(mention);
    if (nested == null) {
      members.put("id", name);
      members.put("display", name);
    } else {
      String id = mask.id(mention);
      members.put("resourceType", nested.type());
      if (id != null) {
        members.put("id", id);
      }
      members.put("implicitRules", url(name));
      members.put("language", name);
    }
    veils.put(members, mention);
    return new JsonObject(members).toBuffer().getBytes();
  }

  private static String url(String name) {
    return "urn:uuid:" + name;
  }

  /**
   * What a patch made of it, without the veils.
   *
   * @throws IOException when one of them was changed, or stands there twice
   */
  Buffer lifted(byte[] patched) throws IOException {
    Map<Span, Span> places = places(patched);
    Buffer out = Buffer.buffer(patched.length);
    StringBuilder rest = new StringBuilder();
    int copied = 0;
    for (Map.Entry<Span, Span> place : inOrder(places)) {
      copy(patched, copied, place.getKey().from(), out, rest);
      out.appendBytes(stored, place.getValue().from(), length(place.getValue()));
      copied = place.getKey().to();
    }
    copy(patched, copied, patched.length, out, rest);
    boolean once = places.values().stream().distinct().count() == places.size();
    if (!once || rest.indexOf(secret) >= 0) {
      throw new IOException("a veil that was touched");
    }
    return out;
  }

  private static void copy(byte[] json, int from, int to, Buffer out, StringBuilder rest) {
    out.appendBytes(json, from, to - from);
    rest.append(new String(json, from, to - from, StandardCharsets.UTF_8));
  }

  private static int length(Span span) {
    return span.to() - span.from();
  }

  private static List<Map.Entry<Span, Span>> inOrder(Map<Span, Span> places) {
    List<Map.Entry<Span, Span>> entries = new ArrayList<>(places.entrySet());
    entries.sort((one, other) -> Integer.compare(one.getKey().from(), other.getKey().from()));
    return entries;
  }

  /** Where veils stand in what was patched, and what of the stored resource is behind each. */
  private Map<Span, Span> places(byte[] patched) throws IOException {
    Map<Span, Span> places = new HashMap<>();
    JsonReader parser = JsonReader.open(patched);
    value(parser, parser.nextToken(), places);
    return places;
  }

  private void value(JsonReader parser, @Nullable JsonToken token, Map<Span, Span> places)
      throws IOException {
    if (token == null) {
      throw new IOException("it ends too soon");
    }
    switch (token) {
      case START_OBJECT -> object(parser, places);
      case START_ARRAY -> {
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          value(parser, next, places);
        }
      }
      case VALUE_STRING -> place(parser.getText(), new Span(parser.from(), parser.to()), places);
      default -> {}
    }
  }

  private void object(JsonReader parser, Map<Span, Span> places) throws IOException {
    int from = parser.from();
    Map<String, Object> members = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      // What is no string makes it none of ours
      members.put(name, token == JsonToken.VALUE_STRING ? parser.getText() : Veiled.class);
      value(parser, token, places);
    }
    place(members, new Span(from, parser.to()), places);
  }

  private void place(Object found, Span where, Map<Span, Span> places) {
    Span behind = veils.get(found);
    if (behind != null) {
      places.put(where, behind);
    }
  }
}
