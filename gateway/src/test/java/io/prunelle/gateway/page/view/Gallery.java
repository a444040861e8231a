// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.erasure.ErasureSamples;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.ledger.Mail;
import io.prunelle.gateway.page.takeout.Archive;
import io.prunelle.gateway.page.takeout.Begun;
import io.prunelle.gateway.purpose.Emergency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Writes every page with sample facts into a folder, to be looked at in a browser. */
final class Gallery {

  private Gallery() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Views views = Samples.views();
    Hosting permitted = LedgerSamples.hosting(State.PERMIT);
    Hosting undecided = LedgerSamples.hosting(State.UNDECIDED);
    HomeFacts decided =
        new HomeFacts(
            List.of(Samples.cloud()),
            List.of(permitted),
            Samples.week(),
            Samples.decisions(),
            List.of(),
            Samples.unusual(),
            new Mail(Mail.State.OFF, "camille@example.org"),
            Optional.of(new Said(Said.What.PERMITTED, permitted.id())),
            Samples.reports(),
            List.of(ErasureSamples.certificate(true), ErasureSamples.certificate(false)),
            Set.of(),
            Set.of(),
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
            Samples.week(),
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
            Samples.week(),
            Samples.decisions(),
            List.of(),
            Samples.nothingUnusual(),
            Mail.UNKNOWN,
            Optional.empty(),
            List.of(),
            List.of(),
            Set.of(permitted.id()),
            Set.of(),
            false);
    for (Language language : Language.values()) {
      String suffix = "-" + language.tag() + ".html";
      write(folder, "home" + suffix, views.home(language, Samples.READER, decided));
      write(folder, "ward" + suffix, views.home(language, Samples.GUARDIAN, decided));
      write(folder, "moving" + suffix, views.home(language, Samples.READER, moving));
      write(folder, "closed" + suffix, views.home(language, Samples.READER, closed));
      write(
          folder, "asked" + suffix, views.home(language, Samples.READER, Samples.home(undecided)));
      List<AccessSearch> searches = Samples.searches().toList();
      for (int i = 0; i < searches.size(); i++) {
        write(
            folder,
            "accesses-" + i + suffix,
            views.accesses(language, Samples.READER, searches.get(i), List.of(permitted)));
      }
      List<String> reports = Samples.reportPages(language).toList();
      for (int i = 0; i < reports.size(); i++) {
        write(folder, "report-" + i + suffix, reports.get(i));
      }
      List<String> practice = PracticeSamplePages.in(language);
      for (int i = 0; i < practice.size(); i++) {
        write(folder, "practice-" + i + suffix, practice.get(i));
      }
      List<String> confirmed = Samples.confirmPages(language).toList();
      for (int i = 0; i < confirmed.size(); i++) {
        write(folder, "confirm-" + i + suffix, confirmed.get(i));
      }
      List<String> transfers = TransferSamples.pages(language).toList();
      for (int i = 0; i < transfers.size(); i++) {
        write(folder, "transfers-" + i + suffix, transfers.get(i));
      }
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
          views.archive(language, Samples.READER, Samples.contents(), List.of(permitted)));
      for (Plain plain : Plain.values()) {
        Reader reader = plain == Plain.NOT_A_PATIENT ? Samples.READER : null;
        write(folder, plain + suffix, views.plain(language, reader, plain));
      }
    }
  }

  private static void write(Path folder, String name, String html) throws IOException {
    Files.writeString(folder.resolve(name), html);
  }
}
