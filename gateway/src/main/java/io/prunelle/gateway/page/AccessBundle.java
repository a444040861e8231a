// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.audit.AuditEvents;
import io.prunelle.gateway.journal.Line;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * A FHIR Bundle of AuditEvents, for one file. Without a total, which nobody knows before the end is
 * sent.
 */
final class AccessBundle implements AccessFormat {

  private final AuditEvents events;
  private final Optional<String> patient;
  private boolean any;

  /**
   * Accesses to one record.
   *
   * @param subject of the patient who takes them along
   */
  AccessBundle(AuditEvents events, String subject) {
    this.events = events;
    this.patient = Optional.of(subject);
  }

  @Override
  public String contentType() {
    return "application/fhir+json";
  }

  @Override
  public String ending() {
    return "fhir.json";
  }

  @Override
  public String beginning() {
    return "{\"resourceType\":\"Bundle\",\"type\":\"collection\"";
  }

  @Override
  public String line(Line line, boolean first) {
    any = true;
    return (first ? ",\"entry\":[\n" : ",\n")
        + new JsonObject()
            .put("fullUrl", events.fullUrl(line))
            .put("resource", events.event(line, patient))
            .encode();
  }

  @Override
  public String end() {
    // FHIR has no empty arrays
    return any ? "\n]}\n" : "}\n";
  }
}
