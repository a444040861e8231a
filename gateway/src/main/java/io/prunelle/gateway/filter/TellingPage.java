// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Filter.Tellers;
import io.prunelle.gateway.format.JsonReader;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A host's answer, for what in it tells whose others in it are, and what would that is not. */
final class TellingPage {

  private final FhirBodies bodies;
  private final String base;
  private final String patient;
  private final Set<String> known;

  /** By {@code Type/id}, of what names one itself. */
  private final Map<String, String> owners = new HashMap<>();

  private final Set<String> telling = new LinkedHashSet<>();

  TellingPage(FhirBodies bodies, Examination examination) {
    this.bodies = bodies;
    this.base = examination.host().url().toString();
    this.patient = examination.interaction().patient();
    this.known = examination.known();
  }

  /**
   * Whether there may be something that is told by others. Most answers hold nothing of the kind,
   * and are not read for it.
   */
  static boolean mayDepend(OnRecord asked, Buffer body) {
    // an operation that names no types brings all of them
    boolean any =
        asked.reaches().contains("*")
            || (asked.code().equals("operation") && asked.reaches().isEmpty());
    Set<String> types =
        FhirBodies.toldByOthers().stream()
            .filter(type -> any || asked.type().equals(type) || asked.reaches().contains(type))
            .collect(Collectors.toSet());
    if (types.isEmpty()) {
      return false;
    }
    String text = body.toString(StandardCharsets.ISO_8859_1);
    return types.stream().anyMatch(type -> text.contains('"' + type + '"'));
  }

  /** Throws when it cannot be read. */
  Tellers read(byte[] json) throws IOException {
    JsonReader parser = bodies.open(json);
    HostBundle.expect(parser.nextToken() == JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean entries = parser.currentName().equals("entry");
      if (parser.nextToken() == JsonToken.START_ARRAY && entries) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          meet(HostEntry.read(bodies, parser).resource());
        }
      } else {
        parser.skipChildren();
      }
    }
    Set<String> elsewhere = new LinkedHashSet<>(telling);
    elsewhere.removeAll(owners.keySet());
    elsewhere.removeAll(known);
    Set<String> theirs =
        telling.stream()
            .filter(key -> patient.equals(owners.get(key)))
            .collect(Collectors.toUnmodifiableSet());
    return new Tellers(theirs, elsewhere);
  }

  private void meet(@Nullable FhirResource resource) {
    if (resource == null) {
      return;
    } else if (bodies.isToldByOthers(resource) && !bodies.isShared(resource)) {
      telling.addAll(bodies.through(resource, base));
    }
    bodies
        .patient(resource, base)
        .ifPresent(owner -> owners.put(resource.type() + "/" + resource.id(), owner));
  }
}
