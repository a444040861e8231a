// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.purpose.Openings;
import io.prunelle.gateway.purpose.PastEmergency;
import io.vertx.core.json.JsonObject;

/** The emergencies stated to open the record, as a part of an archive: a page at a time. */
final class EmergencyChapter {

  private EmergencyChapter() {}

  static Chapter of(Openings openings, String patient) {
    return new PagedChapter<>(
        "emergencies.json", last -> openings.page(patient, last), EmergencyChapter::json);
  }

  /** With names, as the page shows them, and not by which number the realm knows them. */
  private static JsonObject json(PastEmergency emergency) {
    return new JsonObject()
        .put("id", emergency.id().toString())
        .put("practice", emergency.practice())
        .put("name", emergency.name())
        .put("reason", emergency.reason())
        .put("openedAt", emergency.openedAt())
        .put("until", emergency.until())
        .put("readAt", emergency.readAt());
  }
}
