// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.handover.Waiting;
import io.prunelle.gateway.page.ledger.Answer;
import io.prunelle.gateway.page.ledger.PaperDecision;
import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.page.ledger.PracticeObjection;
import io.prunelle.gateway.page.ledger.PracticeSamples;
import io.prunelle.gateway.page.view.ObjectionReply.Wrong;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The pages of a practice, as its people see them. */
final class PracticeSamplePages {

  static final String PRACTICE = "cabinet-des-lilas";
  static final Reader OFFICER = new Reader("u-olga", "Olga Marchand", "csrf-token");

  private PracticeSamplePages() {}

  static List<String> in(Language language) {
    PracticeViews views = new PracticeViews(Samples.views());
    PaperViews papers = new PaperViews(Samples.views());
    DossierViews dossiers = new DossierViews(Samples.views());
    PracticeFacts facts = PracticeSamples.facts(host -> {});
    return List.of(
        views.home(
            language,
            OFFICER,
            new PracticeState(
                PRACTICE,
                "cabinet",
                Optional.of(PracticeSamples.facts(host -> {})),
                Set.of(),
                2,
                new Waiting(3, 1),
                1,
                true,
                true)),
        views.home(
            language,
            OFFICER,
            new PracticeState(
                PRACTICE,
                "cabinet",
                Optional.of(PracticeSamples.facts(PracticeSamplePages::troubled)),
                Set.of("nuage-sante"),
                0,
                new Waiting(0, 0),
                50,
                false,
                false)),
        views.home(
            language,
            OFFICER,
            new PracticeState(
                PRACTICE,
                "cabinet",
                Optional.empty(),
                Set.of(),
                0,
                new Waiting(0, 0),
                0,
                true,
                false)),
        views.home(
            language,
            OFFICER,
            new PracticeState(
                PRACTICE,
                "cabinet",
                Optional.empty(),
                Set.of(),
                0,
                new Waiting(0, 0),
                0,
                false,
                true)),
        views.objections(
            language,
            OFFICER,
            PRACTICE,
            List.of(objection(17, "p-2041"), objection(21, "p-77")),
            Optional.of(facts),
            Samples.NAMES,
            Set.of("p-77"),
            new ObjectionReply(17, "REJECT", "", Wrong.REASON),
            Optional.of(OfficeSaid.UPHELD)),
        papers.form(
            language,
            OFFICER,
            PRACTICE,
            Map.of("patient", "p-2041", "digest", "sha-256:" + "0f".repeat(32)),
            Map.of("signed", "NONE", "notice", "OTHER"),
            PracticeSamples.facts(host -> {}),
            true,
            Optional.empty()),
        papers.confirm(
            language,
            OFFICER,
            PRACTICE,
            "Anne Martin",
            paper(),
            facts.hostings().get(0),
            facts,
            new SentBefore("", false)),
        dossiers.page(language, OFFICER, DossierKind.REGISTER, facts, "cabinet"),
        dossiers.page(language, OFFICER, DossierKind.RISKS, facts, "cabinet"),
        dossiers.print(language, OFFICER, DossierKind.REGISTER, facts, "cabinet"),
        dossiers.print(language, OFFICER, DossierKind.RISKS, facts, "cabinet"));
  }

  private static PracticeObjection objection(long entry, String patient) {
    return new PracticeObjection(
        entry,
        patient,
        PRACTICE + "@nuage-sante",
        Samples.NOW,
        "Mon frère travaille chez cet hébergeur, et je ne veux pas qu’il puisse lire mon dossier.");
  }

  private static PaperDecision paper() {
    return new PaperDecision(
        "p-2041",
        PRACTICE + "@nuage-sante",
        Answer.Kind.PERMIT,
        3,
        "fr",
        LocalDate.parse("2026-11-20"),
        "sha-256:" + "0f".repeat(32),
        Optional.empty());
  }

  private static void troubled(JsonObject host) {
    JsonObject assessment = host.getJsonObject("assessment").put("withinEea", false);
    assessment.getJsonObject("certificate").put("auditDue", "2026-06-20");
    host.getJsonObject("sheet").getJsonObject("certificate").put("expires", "2026-12-15");
  }
}
