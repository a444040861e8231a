// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import static io.prunelle.gateway.filter.HostBundle.expect;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.AcrossRecords;
import io.prunelle.gateway.fhir.AcrossRecords.Part;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.Steps;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.rest.Grammar;
import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a page of a host's answer apart: each resource by itself, with whose it is. What cannot be
 * told whose it is is left out here, but for what {@link Dependents others tell of}; so is a
 * deletion, which has no content to tell it by.
 */
final class HostPageReader {

  private final FhirBodies bodies;
  private final AcrossRecords asked;
  private final Part part;
  private final Host host;
  private final Buffer json;
  private final Dependents dependents;
  private final String base;
  private final Steps steps;
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(FhirResource resource, boolean match, Buffer content, Version version) {}

  /**
   * @param dependents of that host, on all of its pages
   */
  HostPageReader(
      FhirBodies bodies,
      AcrossRecords asked,
      Part part,
      Host host,
      Buffer json,
      Dependents dependents) {
    this.dependents = dependents;
    this.bodies = bodies;
    this.asked = asked;
    this.part = part;
    this.host = host;
    this.json = json;
    this.base = host.url().toString();
    this.steps = asked.steps();
  }

  /** Throws when it is no such bundle, or anything in it cannot be read. */
  HostPage read() throws IOException {
    @Nullable String type = null;
    @Nullable String bundleType = null;
    @Nullable String next = null;
    JsonReader parser = bodies.open(json.getBytes());
    expect(parser.nextToken() == JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "resourceType" -> type = parser.getText();
        case "type" -> bundleType = parser.getText();
        case "link" -> next = HostBundle.next(parser, value);
        case "entry" -> entries(parser, value);
        default -> parser.skipChildren();
      }
    }
    expect(parser.nextToken() == null);
    expect("Bundle".equals(type));
    expect((asked.isHistory() ? "history" : "searchset").equals(bundleType));
    return new HostPage(
        told(),
        next == null
            ? null
            : new Upstream("GET", Links.continuation(host, part.upstream(), next), Map.of(), null));
  }

  private void entries(JsonReader parser, JsonToken start) throws IOException {
    expect(start == JsonToken.START_ARRAY);
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      entry(parser);
    }
  }

  private void entry(JsonReader parser) throws IOException {
    HostEntry read = HostEntry.read(bodies, parser);
    FhirResource resource = read.resource();
    String mode = read.mode();
    // Without an id it would be nobody's, or could not be linked to
    if (resource != null && resource.id() != null && Grammar.isId(resource.id())) {
      boolean asItWasAsked = part.type() == null || part.type().equals(resource.type());
      // Hosts need not say which it is (http://hl7.org/fhir/R4/bundle.html#searchset)
      boolean match = asked.isHistory() || "match".equals(mode) || (mode == null && asItWasAsked);
      if (match ? asItWasAsked : mode == null || mode.equals("include")) {
        entries.add(
            new Entry(
                resource, match, json.getBuffer(read.from(), read.to()).copy(), read.version()));
      }
    }
  }

  /** What names its patient. What others tell of waits until all of those have been read. */
  private List<Found> told() {
    List<Found> found = new ArrayList<>();
    for (Entry entry : entries) {
      String owner = owner(entry);
      if (owner == null) {
        dependents.wait(
            entry.resource(), entry.content().length(), patient -> found(entry, patient));
      } else {
        dependents.tells(key(entry.resource()), owner);
        found.add(found(entry, owner));
      }
    }
    return List.copyOf(found);
  }

  /** Shared is what mentions no patient with whom it could not be shared. */
  private @Nullable String owner(Entry entry) {
    FhirResource resource = entry.resource();
    if (entry.match()
        && Homes.isOne(resource, entry.content().getBytes(), 0, entry.content().length())) {
      return null;
    }
    return bodies
        .patient(resource, base)
        .or(
            () ->
                Optional.of(OnRecord.NOBODY)
                    .filter(no -> bodies.concerns(resource, OnRecord.NOBODY, base, Set.of())))
        .orElse(null);
  }

  private Found found(Entry entry, String owner) {
    FhirResource resource = entry.resource();
    return new Found(
        host,
        key(resource),
        owner,
        entry.match(),
        entry.match() ? place(resource, owner, entry.content()) : List.of(),
        steps.place(resource, null, base, entry.content()::toJsonObject),
        entry.content(),
        entry.version());
  }

  private static String key(FhirResource resource) {
    return resource.type() + "/" + resource.id();
  }

  /**
   * By nothing that depends on the host; last by whose it is, for two hosts may have given out an
   * id.
   */
  private List<@Nullable String> place(FhirResource resource, String owner, Buffer content) {
    List<@Nullable String> place = new ArrayList<>();
    @Nullable String versionId = null;
    if (asked.order().reads()) {
      JsonObject whole = content.toJsonObject();
      place.addAll(asked.order().values(whole));
      versionId =
          asked.isHistory()
              ? whole.getJsonObject("meta", new JsonObject()).getString("versionId")
              : null;
    }
    place.add(resource.type());
    place.add(resource.id());
    place.add(owner);
    place.add(versionId);
    return place;
  }
}
