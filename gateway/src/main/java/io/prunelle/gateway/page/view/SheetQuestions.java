// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.HostSheet;
import io.prunelle.gateway.page.ledger.HostSheet.RemoteAccess;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Prose;
import java.time.LocalDate;
import java.util.List;

/** Lays a host sheet out as the questions patients ask. */
final class SheetQuestions {

  private final Messages t;
  private final Sites sites;
  private final CertificateFacts certified;
  private final Engaged engaged;

  SheetQuestions(Messages t, LocalDate today) {
    this.t = t;
    this.sites = new Sites(t.language());
    this.certified = new CertificateFacts(t, today);
    this.engaged = new Engaged(t, today);
  }

  List<Question> of(Hosting hosting) {
    HostSheet sheet = hosting.host().sheet();
    return List.of(
        where(sheet),
        answers()
            .say("sheet.readers.practice", hosting.practice().name())
            .say("sheet.readers.keys")
            .to("sheet.readers"),
        answers()
            .introduced("sheet.encrypted.transit", sheet.encryption().inTransit())
            .introduced("sheet.encrypted.rest", sheet.encryption().atRest())
            .to("sheet.encrypted"),
        answers().quote(sheet.encryption().keysHeldBy()).to("sheet.keys"),
        answers().quote(sheet.transfer()).to("sheet.transfer"),
        engaged.question(sheet.subProcessors()),
        remote(sheet),
        answers()
            .introduced("sheet.backups.where", sheet.backups().where())
            .introduced("sheet.backups.retention", sheet.backups().retention())
            .to("sheet.backups"),
        certified(hosting.host().name(), sheet),
        answers().quote(sheet.endOfContract()).to("sheet.end"),
        officer(sheet.dataProtectionOfficer()));
  }

  private Answers answers() {
    return new Answers(t);
  }

  private Question where(HostSheet sheet) {
    Answers answers = answers();
    for (HostSheet.Site site : sheet.sites()) {
      String place = sites.place(site.city(), site.country());
      if (site.name().isEmpty() || place.isEmpty()) {
        answers.quote(Prose.plain(site.name() + place));
      } else {
        answers.say("sheet.where.site", site.name(), place);
      }
    }
    HostSheet.LegalEntity entity = sheet.legalEntity();
    return answers
        .sayIfStated(
            "sheet.where.entity", sites.place(entity.name(), entity.address(), entity.country()))
        .sayIfStated("sheet.where.registration", entity.registration())
        .to("sheet.where");
  }

  private Question certified(String host, HostSheet sheet) {
    Answers answers = answers();
    sheet
        .certificate()
        .ifPresentOrElse(
            certificate -> certified.tell(host, certificate, answers),
            () -> answers.say("sheet.certified.none"));
    return answers.to("sheet.certified");
  }

  private Question remote(HostSheet sheet) {
    RemoteAccess remote = sheet.remoteAccess();
    boolean others = engaged.reachFromOutsideEea(sheet.subProcessors());
    Answers answers = answers();
    remote
        .fromOutsideEea()
        .ifPresent(
            open ->
                answers.say(
                    open
                        ? "sheet.remote.yes"
                        // "Nobody can" would be untrue
                        : others ? "sheet.remote.no.itself" : "sheet.remote.no"));
    answers
        .sayIfStated("sheet.remote.from", sites.countries(remote.countries()))
        .introduced("sheet.remote.basis", remote.transferBasis())
        .quote(remote.residualRisk());
    engaged.remote(sheet.subProcessors(), answers);
    return answers.to("sheet.remote");
  }

  private Question officer(HostSheet.Officer officer) {
    return answers()
        .sayIfStated("sheet.ask.officer", officer.name())
        .mail(officer.email())
        .to("sheet.ask");
  }
}
