// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is taken along of an access, by the names that the journal's documentation gives. */
enum AccessFields {

  /** Their own record's: who it was, not by which number the realm knows them. */
  PATIENT(
      "at name role organization practice interaction resourceType resourceId host permitted reason"
          + " purpose statedReason client status ending request id"),

  /** All that the journal has. */
  AUDITOR(
      "at subject name role organization client token address practice patient interaction"
          + " resourceType resourceId query rawQuery method path host hosting decision permitted"
          + " reason purpose statedReason status bytes micros ending request trace id");

  private final String names;

  AccessFields(String names) {
    this.names = names;
  }

  /** In the order of columns. */
  List<String> names() {
    return List.of(names.split(" "));
  }

  /** In the same order; null where there is nothing. */
  Map<String, @Nullable Object> of(Line line) {
    Map<String, @Nullable Object> all = all(line);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    names().forEach(name -> fields.put(name, all.get(name)));
    return fields;
  }

  private static Map<String, @Nullable Object> all(Line line) {
    Entry entry = line.entry();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("at", line.recordedAt().toString());
    agent(entry.agent(), fields);
    act(entry.act(), fields);
    fields.put("resourceId", line.resourceId());
    where(entry.where(), fields);
    fields.put("permitted", entry.permitted());
    fields.put("reason", entry.reason());
    Entry.Purpose purpose = entry.purpose();
    if (purpose != null) {
      fields.put("purpose", purpose.code());
      fields.put("statedReason", purpose.statedReason());
    }
    Outcome outcome = line.outcome();
    if (outcome != null) {
      fields.put("status", outcome.status());
      fields.put("bytes", outcome.bytes());
      fields.put("micros", outcome.duration().toNanos() / 1_000);
      fields.put("ending", outcome.ending());
    }
    fields.put("request", entry.requestId());
    fields.put("trace", entry.traceId());
    fields.put("id", line.id().toString());
    return fields;
  }

  private static void agent(Entry.Agent agent, Map<String, @Nullable Object> fields) {
    fields.put("subject", agent.subject());
    fields.put("name", agent.name());
    fields.put("role", agent.role());
    fields.put("organization", agent.organization());
    fields.put("client", agent.client());
    fields.put("token", agent.tokenId());
    fields.put("address", agent.address());
  }

  private static void act(Entry.Act act, Map<String, @Nullable Object> fields) {
    fields.put("interaction", act.interaction());
    fields.put("resourceType", act.resourceType());
    fields.put("query", act.query());
    fields.put("rawQuery", act.rawQuery());
    fields.put("method", act.method());
    fields.put("path", act.path());
  }

  private static void where(Entry.Where where, Map<String, @Nullable Object> fields) {
    fields.put("practice", where.practice());
    fields.put("patient", where.patient());
    fields.put("host", where.host());
    fields.put("hosting", where.hosting());
    fields.put("decision", where.decision());
  }
}
