// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.rest.Interaction.Create;
import io.prunelle.gateway.rest.RestRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Binary that says nothing of whose it is, as it comes with the documents that point at it in one
 * transaction (IHE MHD, Provide Document Bundle, ITI-65).
 */
final class OpenContent {

  private static final String BINARY = "Binary";
  private static final String CONTEXT = "securityContext";
  private static final FhirBodies BODIES = new FhirBodies();

  /** By type, where those that are somebody's point at content. */
  private static final Map<String, String> POINTING =
      Map.of(Representations.DOCUMENT, FhirBodies.ATTACHED, "Media", "content.url");

  private OpenContent() {}

  /** Whether it is to be created. What cannot be read is left to be refused as that. */
  static boolean isCreatedBy(RestRequest request) {
    Buffer body = request.body();
    if (body == null
        || !(request.interaction() instanceof Create create)
        || !create.type().equals(BINARY)) {
      return false;
    }
    try {
      FhirResource resource = ResourceParser.parse(body.getBytes());
      return BODIES.leavesOpen(resource) && !hasContext(body);
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static boolean hasContext(Buffer body) throws IOException {
    JsonReader reader = JsonReader.open(body.getBytes());
    reader.nextToken();
    while (reader.nextToken() == JsonToken.FIELD_NAME) {
      if (reader.currentName().equals(CONTEXT)) {
        return true;
      }
      reader.nextToken();
      reader.skipChildren();
    }
    return false;
  }

  /** The names of entries that a document or an image that is written points at. */
  static Set<String> pointedAtBy(RestRequest write) {
    String type = write.interaction().type();
    String element = type == null ? null : POINTING.get(type);
    Buffer body = write.body();
    if (element == null || body == null || !write.interaction().kind().writes()) {
      return Set.of();
    }
    try {
      return ResourceParser.parse(body.getBytes(), new SiblingNames(write.siblings()))
          .references()
          .stream()
          .filter(reference -> reference.path().equals(element))
          .map(FhirResource.Reference::value)
          .filter(write.siblings()::containsKey)
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException unreadable) {
      return Set.of();
    }
  }

  /** The create with that patient as its context; all other bytes stay as they are. */
  static RestRequest inContextOf(String patient, RestRequest create) {
    Buffer body = Objects.requireNonNull(create.body());
    int first = 0;
    while (body.getByte(first) != '{') {
      first++;
    }
    String context = "\"" + CONTEXT + "\":{\"reference\":\"Patient/" + patient + "\"},";
    return create.with(
        Buffer.buffer(body.length() + context.length())
            .appendBuffer(body, 0, first + 1)
            .appendString(context)
            .appendBuffer(body, first + 1, body.length() - first - 1));
  }
}
