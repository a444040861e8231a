// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a patient takes along of an access, by the names that the journal's documentation gives. */
final class AccessFields {

  private AccessFields() {}

  /** In the order of columns; null where there is nothing. */
  static Map<String, @Nullable Object> of(Line line) {
    Entry entry = line.entry();
    Entry.Purpose purpose = entry.purpose();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("at", line.recordedAt().toString());
    fields.put("name", entry.agent().name());
    fields.put("role", entry.agent().role());
    fields.put("organization", entry.agent().organization());
    fields.put("practice", entry.where().practice());
    fields.put("interaction", entry.act().interaction());
    fields.put("resourceType", entry.act().resourceType());
    fields.put("resourceId", entry.act().resourceId());
    fields.put("host", entry.where().host());
    fields.put("permitted", entry.permitted());
    fields.put("reason", entry.reason());
    fields.put("purpose", purpose == null ? null : purpose.code());
    fields.put("statedReason", purpose == null ? null : purpose.statedReason());
    fields.put("client", entry.agent().client());
    fields.put("status", line.outcome() == null ? null : line.outcome().status());
    fields.put("ending", line.outcome() == null ? null : line.outcome().ending());
    fields.put("request", entry.requestId());
    fields.put("id", line.id().toString());
    return fields;
  }
}
