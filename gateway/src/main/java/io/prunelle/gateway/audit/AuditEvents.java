// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.audit;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The door of this package: entries of the journal as FHIR writes them. */
public final class AuditEvents {

  /** Served from the journal, whatever hosts hold of that type. */
  public static final String TYPE = "AuditEvent";

  private final String base;
  private final String server;
  private final String issuer;

  public AuditEvents(Settings settings) {
    this.base = settings.publicUrl().toString();
    this.server = settings.publicUrl().getHost();
    this.issuer = settings.token().issuer().toString();
  }

  /**
   * Reads a search for them.
   *
   * @throws io.prunelle.gateway.refusal.Refused when there is something in it that is not known
   */
  public AuditQuery query(String practice, Query query) {
    return AuditQuery.of(practice, query, fhir(practice), issuer);
  }

  /**
   * Names it in a Bundle (http://hl7.org/fhir/R4/bundle.html#bundle-unique): where it can be read,
   * if that is anywhere.
   */
  public String fullUrl(Line line) {
    String practice = line.entry().where().practice();
    return practice == null ? "urn:uuid:" + line.id() : fhir(practice) + TYPE + "/" + line.id();
  }

  private String fhir(String practice) {
    return base + "/fhir/" + practice + "/";
  }

  /** One of them, with all that the journal has. */
  public JsonObject event(Line line) {
    return event(line, Optional.empty());
  }

  /**
   * One of them.
   *
   * @param patient subject of who is told it as the patient, or for them: of what anybody else did,
   *     the caller's subject, address and token and what exactly was asked for are masked. Empty
   *     for auditors, who are told all
   */
  public JsonObject event(Line line, Optional<String> patient) {
    boolean masked = patient.isPresent() && !patient.get().equals(line.entry().agent().subject());
    return new AuditEventDocument(line, masked, server, issuer).json();
  }

  /**
   * A page of them, which leads to the next where there may be one.
   *
   * @param lines as they were found, newest first
   * @param patient as for {@link #event(Line, Optional)}
   */
  public JsonObject page(AuditQuery asked, List<Line> lines, Optional<String> patient) {
    String url = fhir(String.valueOf(asked.selection().practice())) + TYPE;
    JsonArray entries = new JsonArray();
    for (Line line : lines) {
      entries.add(
          new JsonObject()
              .put("fullUrl", url + "/" + line.id())
              .put("resource", event(line, patient))
              .put("search", new JsonObject().put("mode", "match")));
    }
    JsonArray links = new JsonArray().add(link("self", url, asked.parameters()));
    if (lines.size() == asked.count()) {
      List<Parameter> next = new ArrayList<>(asked.parameters());
      next.add(new Parameter(AuditQuery.BEFORE, lines.get(lines.size() - 1).id().toString()));
      links.add(link("next", url, next));
    }
    JsonObject bundle =
        new JsonObject().put("resourceType", "Bundle").put("type", "searchset").put("link", links);
    return entries.isEmpty() ? bundle : bundle.put("entry", entries);
  }

  private static JsonObject link(String relation, String url, List<Parameter> parameters) {
    String query = new Query(parameters).encoded();
    return new JsonObject()
        .put("relation", relation)
        .put("url", query.isEmpty() ? url : url + "?" + query);
  }
}
