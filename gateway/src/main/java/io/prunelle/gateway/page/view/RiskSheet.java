// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.HostSheet;
import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.page.ledger.PracticeFacts.Arrangement;
import io.prunelle.gateway.page.ledger.PracticeFacts.AssessedHost;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a practice has to weigh of each hosting, as far as the host has said it. */
final class RiskSheet {

  private final Messages t;
  private final Sites sites;
  private final LocalDate today;

  RiskSheet(Messages t, LocalDate today) {
    this.t = t;
    this.sites = new Sites(t.language());
    this.today = today;
  }

  Dossier of(PracticeFacts facts, String onPremise) {
    List<Dossier.Chapter> chapters = new ArrayList<>();
    facts.goingOn().forEach(hosting -> chapters.add(hosting(facts, hosting)));
    chapters.add(own(onPremise));
    return new Dossier(chapters);
  }

  private Dossier.Chapter hosting(PracticeFacts facts, Arrangement hosting) {
    Optional<AssessedHost> host = facts.hostOf(hosting);
    Items items = new Items(t, today);
    host.ifPresent(found -> host(items, found));
    return items.under(
        t.text("register.activity", host.map(found -> found.host().name()).orElse(hosting.host())));
  }

  private void host(Items items, AssessedHost host) {
    HostSheet sheet = host.host().sheet();
    items
        .say(t.text("register.places"), sites.of(sheet))
        .say(
            t.text("risks.certificate"),
            new HostPanels(t, today)
                .facts(host).stream().map(HostPanel.Fact::text).toArray(String[]::new))
        .say(t.text("risks.lapse"), t.text("risks.lapse.text"))
        .quote(t.text("dossier.keys"), sheet.encryption().keysHeldBy())
        .quote(t.text("dossier.rest"), sheet.encryption().atRest())
        .quote(t.text("dossier.transit"), sheet.encryption().inTransit())
        .quote(t.text("risks.transfer"), sheet.transfer())
        .remote(t.text("risks.remote"), sheet.remoteAccess())
        .quote(t.text("risks.residual"), sheet.remoteAccess().residualRisk())
        .others(t.text("register.others"), sheet.subProcessors())
        .quote(
            t.text("dossier.backups"),
            List.of(sheet.backups().where(), sheet.backups().retention()))
        .quote(t.text("register.end"), sheet.endOfContract());
  }

  /** Of which the realm tells nothing. */
  private Dossier.Chapter own(String onPremise) {
    return new Items(t, today)
        .say(t.text("dossier.keys"))
        .say(t.text("dossier.rest"))
        .say(t.text("dossier.backups"))
        .under(t.text("register.own", onPremise));
  }
}
