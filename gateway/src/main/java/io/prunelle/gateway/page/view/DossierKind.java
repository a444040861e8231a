// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.PracticeFacts;
import java.time.LocalDate;

/** What is put together of what a realm knows of a practice. */
public enum DossierKind {
  /** The register of processing activities, GDPR art. 30. */
  REGISTER("register", "register.title", "register.lead"),
  /** What there is to weigh of each host. */
  RISKS("risks", "risks.title", "risks.lead");

  private final String path;
  private final String title;
  private final String lead;

  DossierKind(String path, String title, String lead) {
    this.path = path;
    this.title = title;
    this.lead = lead;
  }

  String title(Messages t) {
    return t.text(title);
  }

  String lead(Messages t) {
    return t.text(lead);
  }

  /** Last part of its address, and of the name of its file. */
  public String path() {
    return path;
  }

  Dossier of(
      Messages t, PracticeFacts facts, String onPremise, String accessesKept, LocalDate today) {
    return switch (this) {
      case REGISTER -> new Register(t, accessesKept, today).of(facts);
      case RISKS -> new RiskSheet(t, today).of(facts, onPremise);
    };
  }
}
