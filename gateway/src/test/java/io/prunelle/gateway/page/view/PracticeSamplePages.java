// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.PracticeSamples;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The pages of a practice, as its people see them. */
final class PracticeSamplePages {

  static final String PRACTICE = "cabinet-des-lilas";
  static final Reader OFFICER = new Reader("u-olga", "Olga Marchand", "csrf-token");

  private PracticeSamplePages() {}

  static List<String> in(Language language) {
    PracticeViews views = new PracticeViews(Samples.views());
    return List.of(
        views.home(
            language,
            OFFICER,
            new PracticeState(
                PRACTICE, "cabinet", Optional.of(PracticeSamples.facts(host -> {})), 2, 1, true)),
        views.home(
            language,
            OFFICER,
            new PracticeState(
                PRACTICE,
                "cabinet",
                Optional.of(PracticeSamples.facts(PracticeSamplePages::troubled)),
                0,
                50,
                false)),
        views.home(
            language,
            OFFICER,
            new PracticeState(PRACTICE, "cabinet", Optional.empty(), 0, 0, true)));
  }

  private static void troubled(JsonObject host) {
    JsonObject assessment = host.getJsonObject("assessment").put("withinEea", false);
    assessment.getJsonObject("certificate").put("auditDue", "2026-06-20");
    host.getJsonObject("sheet").getJsonObject("certificate").put("expires", "2026-12-15");
  }
}
