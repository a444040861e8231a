// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.HostSheet;
import io.prunelle.gateway.page.ledger.HostSheet.Certificate;
import io.prunelle.gateway.page.ledger.HostSheet.SubProcessor;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Prose;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/** Lays a host sheet out as the questions patients ask. */
final class SheetQuestions {

  private final Messages t;
  private final Dates dates;
  private final Sites sites;
  private final LocalDate today;

  SheetQuestions(Messages t, LocalDate today) {
    this.t = t;
    this.dates = new Dates(t.language());
    this.sites = new Sites(t.language());
    this.today = today;
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
            .quote("sheet.encrypted.transit", sheet.encryption().inTransit())
            .quote("sheet.encrypted.rest", sheet.encryption().atRest())
            .to("sheet.encrypted"),
        answers().quote(sheet.encryption().keysHeldBy()).to("sheet.keys"),
        answers().quote(sheet.transfer()).to("sheet.transfer"),
        others(sheet),
        remote(sheet.remoteAccess()),
        answers()
            .quote("sheet.backups.where", sheet.backups().where())
            .quote("sheet.backups.retention", sheet.backups().retention())
            .to("sheet.backups"),
        certified(sheet),
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

  private Question certified(HostSheet sheet) {
    Answers answers = answers();
    sheet
        .certificate()
        .ifPresentOrElse(
            certificate -> certificate(certificate, answers),
            () -> answers.say("sheet.certified.none"));
    return answers.to("sheet.certified");
  }

  private void certificate(Certificate certificate, Answers answers) {
    boolean ended = certificate.expires().map(today::isAfter).orElse(false);
    answers.sayIfStated(
        ended ? "sheet.certified.void" : "sheet.certified.number",
        certificate.scheme(),
        certificate.number());
    if (certificate.accreditation().isEmpty()) {
      answers.sayIfStated("sheet.certified.by", certificate.certifyingBody());
    } else {
      answers.say(
          "sheet.certified.byAccredited",
          certificate.certifyingBody(),
          certificate.accreditation());
    }
    certificate.expires().ifPresent(end -> validity(certificate, end, answers));
    certificate
        .lastSurveillanceAudit()
        .ifPresent(day -> answers.say("sheet.certified.audit", dates.date(day)));
    answers
        .sayIfStated(
            "sheet.certified.activities",
            certificate.activities().stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ")))
        .link("sheet.certified.copy", certificate.copy());
  }

  private void validity(Certificate certificate, LocalDate end, Answers answers) {
    if (today.isAfter(end)) {
      answers.say("sheet.certified.lapsed", dates.date(end));
    } else if (certificate.issued().isPresent()) {
      answers.say(
          "sheet.certified.between", dates.date(certificate.issued().get()), dates.date(end));
    } else {
      answers.say("sheet.certified.until", dates.date(end));
    }
  }

  private Question others(HostSheet sheet) {
    Answers answers = answers();
    for (SubProcessor other : sheet.subProcessors()) {
      answers.quote(
          t.text("sheet.others.one", other.name(), sites.country(other.country())),
          other.role(),
          other.certificate().map(this::certifiedUntil).orElse(""));
    }
    if (sheet.subProcessors().isEmpty()) {
      answers.say("sheet.others.none");
    }
    return answers.to("sheet.others");
  }

  private String certifiedUntil(Certificate certificate) {
    return certificate
        .expires()
        .map(end -> t.text("sheet.others.certified", certificate.scheme(), dates.date(end)))
        .orElse("");
  }

  private Question remote(HostSheet.RemoteAccess remote) {
    Answers answers = answers();
    remote
        .fromOutsideEea()
        .ifPresent(open -> answers.say(open ? "sheet.remote.yes" : "sheet.remote.no"));
    return answers.quote(remote.residualRisk()).to("sheet.remote");
  }

  private Question officer(HostSheet.Officer officer) {
    return answers()
        .sayIfStated("sheet.ask.officer", officer.name())
        .mail(officer.email())
        .to("sheet.ask");
  }
}
