// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.consent.Verification;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Statement;
import io.prunelle.keycloak.patient.Patients;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One patient's ledger, and the verification of the whole. */
final class LedgerScreen {
  private static final int PAGE = 50;

  private final Visit visit;

  LedgerScreen(Visit visit) {
    this.visit = visit;
  }

  /** Nobody's yet: whose it is, is sent and not part of an address, which histories keep. */
  Response show() {
    visit.administration().rights().requireViewRealm();
    return show(Response.Status.OK, Map.of());
  }

  Response sent() {
    visit.administration().rights().requireViewRealm();
    return visit.fields().text("do").equals("verify") ? verify() : search();
  }

  private Response verify() {
    Verification verification = visit.administration().ledger().verify(null);
    Map<String, Object> model = new HashMap<>();
    if (verification instanceof Verification.Intact intact) {
      model.put("intact", intact.entries());
      model.put("head", intact.head());
    } else {
      model.put("broken", ((Verification.Broken) verification).position());
      model.put("reason", ((Verification.Broken) verification).reason());
    }
    return show(Response.Status.OK, model);
  }

  private Response search() {
    String patient = visit.fields().text("patient");
    Map<String, Object> model = new HashMap<>();
    model.put("patient", patient);
    if (!Patients.isId(patient)) {
      model.put("error", true);
      return show(Response.Status.BAD_REQUEST, model);
    }
    String before = visit.fields().text("before");
    long position = before.matches("[1-9][0-9]{0,17}") ? Long.parseLong(before) : Long.MAX_VALUE;
    List<Entry> entries = visit.administration().ledger().of(patient, position, PAGE);
    model.put("entries", entries.stream().map(this::row).toList());
    if (entries.size() == PAGE) {
      model.put("older", entries.get(PAGE - 1).position());
    }
    return show(Response.Status.OK, model);
  }

  private Response show(Response.Status status, Map<String, Object> model) {
    return visit.show(status, "hosting-console-ledger.ftl", model);
  }

  private Map<String, Object> row(Entry entry) {
    Statement statement = entry.statement();
    Map<String, Object> row = new HashMap<>();
    row.put("position", entry.position());
    row.put("at", visit.time(statement.decidedAt()));
    row.put("hosting", statement.hosting());
    row.put("notice", statement.notice());
    row.put("decision", statement.decision().name());
    row.put("channel", statement.channel().name());
    row.put("role", statement.by().role().name());
    row.put("hash", entry.hash());
    if (statement.until() != null) {
      row.put("until", visit.day(Instant.ofEpochSecond(statement.until())));
    }
    if (statement.paper() != null) {
      row.put("paper", visit.day(statement.paper().date()));
    }
    return row;
  }
}
