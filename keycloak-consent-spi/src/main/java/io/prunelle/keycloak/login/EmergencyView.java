// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.Emergency;
import io.prunelle.keycloak.patient.Practices;
import io.prunelle.keycloak.sheet.Dates;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the page shows of an emergency, in a map as in {@link QuestionView}. Times are those of
 * Paris, as on the patient's page, and said to be.
 */
final class EmergencyView {
  private EmergencyView() {}

  static Map<String, Object> of(Emergency emergency, Practices practices, Locale locale) {
    String alias = emergency.practice();
    Map<String, Object> view = of(emergency, practices.name(alias).orElse(alias), locale);
    practices.attribute(alias, "email").ifPresent(email -> view.put("contact", email));
    return view;
  }

  static Map<String, Object> of(Emergency emergency, String practice, Locale locale) {
    Map<String, Object> view = new HashMap<>();
    view.put("id", emergency.id().toString());
    view.put("practice", practice);
    view.put("practitioner", emergency.practitioner());
    view.put("reason", emergency.reason());
    time(view, "from", emergency.openedAt(), locale);
    time(view, "until", emergency.until(), locale);
    return view;
  }

  private static void time(Map<String, Object> view, String name, Instant at, Locale locale) {
    Dates dates = new Dates(locale);
    view.put(name, Map.of("iso", at.toString(), "date", dates.day(at), "time", dates.time(at)));
  }
}
