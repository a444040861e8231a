// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.HostSheet;
import io.prunelle.gateway.page.ledger.HostSheet.LegalEntity;
import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.page.ledger.PracticeFacts.Arrangement;
import io.prunelle.gateway.page.ledger.PracticeFacts.AssessedHost;
import io.prunelle.gateway.page.ledger.PracticeFacts.Controller;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The controller's register of processing activities (GDPR art. 30(1)), as far as the realm and the
 * gateway know: each hosting is one, and the practice's own server.
 */
final class Register {

  private final Messages t;
  private final Sites sites;
  private final String accessesKept;
  private final LocalDate today;

  /**
   * @param accessesKept for how long, in words
   */
  Register(Messages t, String accessesKept, LocalDate today) {
    this.t = t;
    this.accessesKept = accessesKept;
    this.sites = new Sites(t.language());
    this.today = today;
  }

  Dossier of(PracticeFacts facts) {
    List<Dossier.Chapter> chapters = new ArrayList<>();
    chapters.add(controller(facts.practice()));
    facts.goingOn().forEach(hosting -> chapters.add(activity(facts, hosting)));
    chapters.add(own(facts));
    return new Dossier(chapters);
  }

  /** Art. 30(1)(a). */
  private Dossier.Chapter controller(Controller practice) {
    return new Items(t, today)
        .say(t.text("register.name"), practice.name())
        .say(t.text("register.address"), practice.address())
        .say(t.text("register.contact"), practice.email())
        .say(t.text("register.officer"))
        .under(t.text("register.controller"));
  }

  private Dossier.Chapter activity(PracticeFacts facts, Arrangement hosting) {
    Optional<AssessedHost> host = facts.hostOf(hosting);
    String name = host.map(found -> found.host().name()).orElse(hosting.host());
    Items items =
        new Items(t, today)
            // (b)
            .quote(t.text("register.purposes"), hosting.purposes())
            .say(t.text("register.basis"), t.text("practice.basis." + hosting.legalBasis()))
            // (c)
            .say(t.text("register.subjects"), t.text("register.subjects.text"))
            .say(t.text("register.data"), t.text("register.data.text"));
    host.ifPresent(found -> processor(items, found.host().sheet()));
    terms(items, facts);
    return items.under(t.text("register.activity", name));
  }

  /** (f): of the record itself it is the practice's to say. */
  private void terms(Items items, PracticeFacts facts) {
    items
        .say(t.text("register.retention"))
        .say(t.text("register.decisions"), namesKept(facts))
        .say(t.text("register.journal"), t.text("register.journal.text", accessesKept));
  }

  private String namesKept(PracticeFacts facts) {
    return facts
        .namesKept()
        .map(
            period ->
                period.isZero()
                    ? t.text("register.decisions.once")
                    : t.text("register.decisions.text", Views.time(t, period)))
        .orElse("");
  }

  private void processor(Items items, HostSheet sheet) {
    LegalEntity entity = sheet.legalEntity();
    items
        // (d)
        .say(t.text("register.recipients"), t.text("register.recipients.team"), entity.name())
        .say(
            t.text("register.processor"),
            sites.place(entity.name(), entity.address(), entity.country()),
            entity.registration().isEmpty()
                ? ""
                : t.text("sheet.where.registration", entity.registration()))
        .say(
            t.text("register.processor.officer"),
            sheet.dataProtectionOfficer().name(),
            sheet.dataProtectionOfficer().email())
        .others(t.text("register.others"), sheet.subProcessors())
        // (e)
        .say(t.text("register.places"), sites.of(sheet))
        .remote(t.text("register.transfers"), sheet.remoteAccess())
        // (f)
        .quote(t.text("register.end"), sheet.endOfContract())
        .quote(t.text("register.backups"), sheet.backups().retention())
        // (g)
        .quote(t.text("dossier.transit"), sheet.encryption().inTransit())
        .quote(t.text("dossier.rest"), sheet.encryption().atRest())
        .quote(t.text("dossier.keys"), sheet.encryption().keysHeldBy())
        .say(t.text("register.measures"), t.text("register.measures.text"));
  }

  /** Of which the realm tells nothing. */
  private Dossier.Chapter own(PracticeFacts facts) {
    Items items = new Items(t, today);
    items
        .say(t.text("register.subjects"), t.text("register.subjects.text"))
        .say(t.text("register.data"), t.text("register.data.text"))
        .say(t.text("register.purposes"))
        .say(t.text("register.basis"));
    terms(items, facts);
    return items
        .say(t.text("dossier.rest"))
        .say(t.text("dossier.backups"))
        .say(t.text("register.measures"), t.text("register.measures.text"))
        .under(t.text("register.own"));
  }
}
