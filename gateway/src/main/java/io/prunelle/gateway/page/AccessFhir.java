// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.audit.AuditEvents;
import io.prunelle.gateway.journal.Line;

/** FHIR AuditEvents, one in each line. */
final class AccessFhir implements AccessFormat {

  private final AuditEvents events;

  AccessFhir(AuditEvents events) {
    this.events = events;
  }

  @Override
  public String contentType() {
    return "application/fhir+ndjson";
  }

  @Override
  public String ending() {
    return "ndjson";
  }

  @Override
  public String beginning() {
    return "";
  }

  @Override
  public String line(Line line, boolean first) {
    return events.event(line).encode() + "\n";
  }

  @Override
  public String end() {
    return "";
  }
}
