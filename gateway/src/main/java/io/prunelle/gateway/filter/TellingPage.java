// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Filter.Tellers;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.rest.InteractionKind;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A host's answer, for what in it tells whose others in it are, and what would that is not. */
final class TellingPage {

  /** Versions of which are two patients'; no FHIR id. */
  private static final String OF_TWO = "*";

  private final FhirBodies bodies;
  private final String base;
  private final String patient;
  private final Set<String> known;

  /** By {@code Type/id}, of what names one itself. */
  private final Map<String, String> owners = new HashMap<>();

  /** Of each that is told by others, by which. */
  private final List<List<String>> through = new ArrayList<>();

  TellingPage(FhirBodies bodies, Examination examination) {
    this.bodies = bodies;
    this.base = examination.host().url().toString();
    this.patient = examination.interaction().patient();
    this.known = examination.known();
  }

  /**
   * The types of which there may be something in it that is told by others. Only a Bundle holds
   * anything beside what was asked for.
   */
  static Set<String> dependent(OnRecord asked) {
    if (asked.writes()
        || asked.kind() == InteractionKind.READ
        || asked.kind() == InteractionKind.VREAD
        || asked.operation().equals("validate")) {
      return Set.of();
    }
    // an operation that names no types brings all of them
    boolean any =
        asked.reaches().contains("*")
            || (asked.code().equals("operation") && asked.reaches().isEmpty());
    return FhirBodies.toldByOthers().stream()
        .filter(type -> any || asked.type().equals(type) || asked.reaches().contains(type))
        .collect(Collectors.toSet());
  }

  /** Most answers hold nothing of these types, and are not read for it. */
  static boolean mayHold(Set<String> types, Buffer body) {
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
    Set<String> elsewhere = new LinkedHashSet<>();
    Set<String> theirs = new HashSet<>();
    for (List<String> keys : through) {
      // of what is somebody else's already, the rest makes no difference
      if (keys.stream().allMatch(key -> patient.equals(owners.getOrDefault(key, patient)))) {
        keys.forEach(key -> (owners.containsKey(key) ? theirs : elsewhere).add(key));
      }
    }
    elsewhere.removeAll(known);
    return new Tellers(Set.copyOf(theirs), elsewhere);
  }

  private void meet(@Nullable FhirResource resource) {
    if (resource == null) {
      return;
    } else if (bodies.isToldByOthers(resource) && !bodies.isShared(resource)) {
      through.add(bodies.through(resource, base));
    }
    bodies
        .patient(resource, base)
        .ifPresent(
            owner ->
                owners.merge(
                    resource.type() + "/" + resource.id(),
                    owner,
                    (one, other) -> one.equals(other) ? one : OF_TWO));
  }
}
