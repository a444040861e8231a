// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.erasure.ErasureSamples;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.ledger.Mail;
import io.prunelle.gateway.page.takeout.Archive;
import io.prunelle.gateway.page.takeout.Begun;
import io.prunelle.gateway.purpose.Emergency;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Writes every page with sample facts into a folder, to be looked at in a browser. */
final class Gallery {

  private Gallery() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (Map.Entry<String, String> page : pages().entrySet()) {
      Files.writeString(folder.resolve(page.getKey()), page.getValue());
    }
  }

  /** By the names of files. Those that begin with {@code printed} are set as PDF. */
  static Map<String, String> pages() {
    Map<String, String> folder = new LinkedHashMap<>();
    Views views = Samples.views();
    Hosting permitted = LedgerSamples.hosting(State.PERMIT);
    Hosting undecided = LedgerSamples.hosting(State.UNDECIDED);
    HomeFacts decided =
        new HomeFacts(
            List.of(Samples.cloud()),
            List.of(permitted),
            Samples.week().lines(),
            Samples.decisions(),
            List.of(),
            Samples.unusual(),
            new Mail(Mail.State.OFF, "camille@example.org"),
            Optional.of(new Said(Said.What.PERMITTED, permitted.id())),
            Samples.reports(),
            List.of(ErasureSamples.certificate(true), ErasureSamples.certificate(false)),
            Set.of(),
            Set.of(),
            false,
            List.of(HandoverSamples.states().skip(7).findFirst().orElseThrow()),
            Set.of(),
            Set.of(),
            List.of(),
            false);
    HomeFacts moving =
        new HomeFacts(
            List.of(
                Samples.onPremise()
                    .with(
                        TransferSamples.move(
                            3,
                            Move.Step.COPYING,
                            null,
                            false,
                            false,
                            new Move.Progress(321, 1_234)))),
            List.of(permitted),
            Samples.week().lines(),
            Samples.decisions(),
            List.of(
                new Emergency(
                    new UUID(0, 7),
                    Samples.NOW,
                    "cabinet-des-lilas",
                    "Dr Claire Moreau",
                    "patient retrouvé inconscient, traitement en cours inconnu")),
            Samples.nothingUnusual(),
            new Mail(Mail.State.UNVERIFIED, ""),
            Optional.of(new Said(Said.What.NOTICE_CHANGED, permitted.id())));
    HomeFacts closed =
        new HomeFacts(
            List.of(Samples.onPremise()),
            List.of(permitted),
            Samples.week().lines(),
            Samples.decisions(),
            List.of(),
            Samples.nothingUnusual(),
            Mail.UNKNOWN,
            Optional.empty(),
            List.of(),
            List.of(),
            Set.of(permitted.id()),
            Set.of(),
            false,
            List.of(),
            Set.of(),
            Set.of(),
            List.of(),
            false);
    HomeFacts usual =
        new HomeFacts(
            List.of(Samples.cloud()),
            List.of(permitted),
            Samples.week().lines(),
            Samples.manyDecisions(),
            List.of(),
            Samples.nothingUnusual(),
            new Mail(Mail.State.OFF, "camille@example.org"),
            Optional.empty());
    for (Language language : Language.values()) {
      String suffix = "-" + language.tag() + ".html";
      write(folder, "home" + suffix, views.home(language, Samples.READER, decided));
      write(folder, "usual" + suffix, views.home(language, Samples.READER, usual));
      write(folder, "ward" + suffix, views.home(language, Samples.GUARDIAN, decided));
      write(folder, "moving" + suffix, views.home(language, Samples.READER, moving));
      write(folder, "closed" + suffix, views.home(language, Samples.READER, closed));
      write(
          folder, "asked" + suffix, views.home(language, Samples.READER, Samples.home(undecided)));
      Said tooLong = new Said(Said.What.REASON_LONG, permitted.id(), "Parce que. ".repeat(20));
      write(
          folder,
          "objecting" + suffix,
          views.home(language, Samples.READER, objecting(tooLong, "UNDECIDED")));
      write(
          folder,
          "rejected" + suffix,
          views.home(
              language,
              Samples.READER,
              objecting(new Said(Said.What.NOT_CONFIRMED, permitted.id()), "REJECT")));
      audits(folder, language, views);
      write(
          folder,
          "printed-accesses" + suffix,
          views.accessesPrint(
              language, Samples.READER, Samples.week().lines(), true, true, List.of(permitted)));
      List<AccessSearch> searches = Samples.searches().toList();
      for (int i = 0; i < searches.size(); i++) {
        write(
            folder,
            "accesses-" + i + suffix,
            views.accesses(
                language, Samples.READER, searches.get(i), List.of(permitted), Set.of()));
      }
      List<String> reports = Samples.reportPages(language).toList();
      for (int i = 0; i < reports.size(); i++) {
        write(folder, "report-" + i + suffix, reports.get(i));
      }
      List<String> practice = PracticeSamplePages.in(language);
      for (int i = 0; i < practice.size(); i++) {
        String name = practice.get(i).startsWith("<!DOCTYPE") ? "practice-" : "printed-practice-";
        write(folder, name + i + suffix, practice.get(i));
      }
      List<String> confirmed = Samples.confirmPages(language).toList();
      for (int i = 0; i < confirmed.size(); i++) {
        write(folder, "confirm-" + i + suffix, confirmed.get(i));
      }
      List<String> transfers = TransferSamples.pages(language).toList();
      for (int i = 0; i < transfers.size(); i++) {
        write(folder, "transfers-" + i + suffix, transfers.get(i));
      }
      List<String> handovers = HandoverSamples.pages(language).toList();
      for (int i = 0; i < handovers.size(); i++) {
        write(folder, "doctor-" + i + suffix, handovers.get(i));
      }
      List<String> decisions = Samples.decisionPages(language).toList();
      for (int i = 0; i < decisions.size(); i++) {
        write(folder, "decisions-" + i + suffix, decisions.get(i));
      }
      write(folder, "receipt" + suffix, RealmReceipt.in(language));
      for (boolean stating : new boolean[] {true, false}) {
        write(
            folder,
            "certificate-" + stating + suffix,
            views.certificate(
                language, Samples.READER, ErasureSamples.certificate(stating), List.of(permitted)));
      }
      for (Archive archive : Samples.archives().toList()) {
        String state = archive.state() + (archive.failure() == null ? "" : "-" + archive.failure());
        write(
            folder,
            "data-" + state + suffix,
            views.data(language, Samples.READER, archive, null, List.of(permitted)));
      }
      for (Begun begun : Begun.values()) {
        write(
            folder,
            "data-refused-" + begun + suffix,
            views.data(
                language,
                Samples.READER,
                null,
                begun == Begun.STARTED || begun == Begun.UNDER_WAY ? null : begun,
                List.of(permitted)));
      }
      write(
          folder,
          "archive" + suffix,
          views.archive(
              language,
              Samples.READER,
              Samples.contents(),
              List.of(permitted),
              Samples.gathered()));
      for (Plain plain : Plain.values()) {
        Reader reader = plain == Plain.NOT_A_PATIENT ? Samples.READER : null;
        write(folder, plain + suffix, views.plain(language, reader, plain));
      }
    }
    return folder;
  }

  private static void audits(Map<String, String> folder, Language language, Views views) {
    AuditViews audit = new AuditViews(views);
    String path = "/practice/cabinet-des-lilas/accesses";
    Reader auditor = PracticeSamplePages.OFFICER;
    List<Line> lines = Samples.week().lines();
    List<String> hosts = List.of("cabinet", "nuage-sante");
    String suffix = "-" + language.tag() + ".html";
    write(
        folder,
        "audit-empty" + suffix,
        audit.search(
            language,
            auditor,
            new AuditSearch(path, Map.of(), Set.of(), hosts, "", null, null, PatientNames.NONE)));
    write(
        folder,
        "audit-found" + suffix,
        audit.search(
            language,
            auditor,
            new AuditSearch(
                path,
                Map.of("name", "Dr", "refused", "on"),
                Set.of(),
                hosts,
                "?name=Dr&refused=on&search=1",
                lines,
                path + "?before=1",
                Samples.NAMES)));
    write(
        folder,
        "audit-wrong" + suffix,
        audit.search(
            language,
            auditor,
            new AuditSearch(
                path,
                Map.of("host", "x", "from", "2026-11-23", "to", "2026-11-22"),
                Set.of("host", "to", "patient"),
                hosts,
                "",
                null,
                null,
                PatientNames.NONE)));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("at", lines.get(1).recordedAt().toString());
    fields.put("subject", "6f1c1a52-2a0e-4a36-9d0a-3c1d5d7a9f10");
    fields.put("name", "Dr Anne Lemoine");
    fields.put("role", "practitioner");
    fields.put(
        "rawQuery",
        "code=http%3A%2F%2Floinc.org%7C4548-4&_count=100&_sort=-date&x=" + "y".repeat(80));
    fields.put("permitted", true);
    fields.put("ending", "completed");
    write(
        folder,
        "audit-entry" + suffix,
        audit.entry(language, auditor, path, lines.get(1), Samples.NAMES, fields));
  }

  /** Where the law asks for no consent: a reason that is too long, and an answer to one. */
  private static HomeFacts objecting(Said said, String state) {
    JsonObject json =
        LedgerSamples.json().put("legalBasis", "INFORM_AND_OBJECT").put("state", state);
    if (!state.equals("UNDECIDED")) {
      json.put("decision", LedgerSamples.decision(state))
          .put(
              "objection",
              new JsonObject()
                  .put("reason", "Mon frère travaille chez cet hébergeur.")
                  .put(
                      "answer",
                      new JsonObject()
                          .put("entry", 1050)
                          .put("reason", "Votre frère n’a pas accès aux dossiers.")));
    }
    return new HomeFacts(
        List.of(
            new Place(
                "cabinet-des-lilas",
                "nuage-sante",
                true,
                null,
                Place.Certified.AUDIT_OVERDUE,
                false,
                null)),
        List.of(LedgerSamples.hosting(json)),
        Samples.week().lines(),
        Samples.decisions(),
        List.of(),
        Samples.nothingUnusual(),
        new Mail(Mail.State.ON, "camille@example.org"),
        Optional.of(said),
        List.of(),
        List.of(),
        Set.of(),
        Set.of(),
        true,
        List.of(),
        Set.of(),
        Set.of(),
        List.of(),
        false);
  }

  private static void write(Map<String, String> folder, String name, String html) {
    folder.put(name, html);
  }
}
