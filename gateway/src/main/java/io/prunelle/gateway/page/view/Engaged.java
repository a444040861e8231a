// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.HostSheet;
import io.prunelle.gateway.page.ledger.HostSheet.Certificate;
import io.prunelle.gateway.page.ledger.HostSheet.RemoteAccess;
import io.prunelle.gateway.page.ledger.HostSheet.SubProcessor;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says of those whom a host engages, and whom they engage in turn, all that the sheet says of them.
 * Each answer names whom it is about: they are read one by one.
 */
final class Engaged {

  private final Messages t;
  private final Sites sites;
  private final CertificateFacts certified;

  Engaged(Messages t, LocalDate today) {
    this.t = t;
    this.sites = new Sites(t.language());
    this.certified = new CertificateFacts(t, today);
  }

  Question question(List<SubProcessor> engaged) {
    Answers answers = new Answers(t);
    engaged.forEach(other -> tell(other, "", answers));
    if (engaged.isEmpty()) {
      answers.say("sheet.others.none");
    }
    return answers.to("sheet.others");
  }

  private void tell(SubProcessor other, String by, Answers answers) {
    List<String> facts = new ArrayList<>();
    if (other.certificate().isEmpty()) {
      facts.add(t.text("sheet.others.uncertified"));
    }
    if (!by.isEmpty()) {
      facts.add(t.text("dossier.engagedBy", by));
    }
    answers.quote(
        t.text("sheet.others.one", other.name(), sites.country(other.country())),
        other.role(),
        String.join(", ", facts));
    entity(other, answers);
    String places =
        other.sites().stream()
            .map(site -> sites.place(site.name(), site.city(), site.country()))
            .filter(place -> !place.isEmpty())
            .collect(Collectors.joining(" · "));
    if (!places.isEmpty()) {
      answers.say("sheet.others.sites", other.name(), places);
    }
    other.certificate().ifPresent(certificate -> certificate(other, certificate, answers));
    other.subProcessors().forEach(further -> tell(further, other.name(), answers));
  }

  private void entity(SubProcessor other, Answers answers) {
    HostSheet.LegalEntity entity = other.legalEntity();
    String whole = sites.place(entity.name(), entity.address(), entity.country());
    if (!whole.isEmpty()) {
      answers.say("sheet.others.entity", other.name(), whole);
    }
    if (!entity.registration().isEmpty()) {
      answers.say("sheet.others.registration", other.name(), entity.registration());
    }
  }

  private void certificate(SubProcessor other, Certificate certificate, Answers answers) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        certificate.number().isEmpty()
            ? t.text("sheet.others.certificate.unnumbered", other.name(), certificate.scheme())
            : t.text(
                "sheet.others.certificate",
                other.name(),
                certificate.scheme(),
                certificate.number()));
    sentences.addAll(certified.sentences(certificate));
    answers
        .add(String.join(" ", sentences))
        .link("sheet.certified.copy", certificate.copy(), other.name());
  }

  /** Whether any of them, at whatever depth, reaches records from outside the EEA. */
  boolean reachFromOutsideEea(List<SubProcessor> engaged) {
    return engaged.stream()
        .anyMatch(
            other ->
                other.remoteAccess().flatMap(RemoteAccess::fromOutsideEea).orElse(false)
                    || reachFromOutsideEea(other.subProcessors()));
  }

  /** What each of them says of access from outside the EEA. */
  void remote(List<SubProcessor> engaged, Answers answers) {
    for (SubProcessor other : engaged) {
      other.remoteAccess().ifPresent(access -> remote(other.name(), access, answers));
      remote(other.subProcessors(), answers);
    }
  }

  private void remote(String name, RemoteAccess access, Answers answers) {
    access
        .fromOutsideEea()
        .ifPresent(
            open -> answers.say(open ? "sheet.others.remote.yes" : "sheet.others.remote.no", name));
    if (!access.countries().isEmpty()) {
      answers.say("sheet.others.remote.from", name, sites.countries(access.countries()));
    }
    answers
        .introduced("sheet.others.remote.basis", access.transferBasis(), name)
        .introduced("sheet.others.remote.risk", access.residualRisk(), name);
  }
}
