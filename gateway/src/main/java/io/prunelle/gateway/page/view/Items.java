// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.HostSheet.RemoteAccess;
import io.prunelle.gateway.page.ledger.HostSheet.SubProcessor;
import io.prunelle.gateway.page.ledger.Prose;
import io.prunelle.gateway.page.view.Dossier.Item;
import io.prunelle.gateway.page.view.Dossier.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what a chapter says. What nobody has said is never filled in. */
final class Items {

  private final Messages t;
  private final Dates dates;
  private final Sites sites;
  private final LocalDate today;
  private final List<Item> items = new ArrayList<>();

  Items(Messages t, LocalDate today) {
    this.t = t;
    this.today = today;
    this.dates = new Dates(t.language());
    this.sites = new Sites(t.language());
  }

  /** Under a name; empty texts do not count as said. */
  Items say(String name, String... texts) {
    return add(
        name,
        List.of(texts).stream()
            .filter(text -> !text.isEmpty())
            .map(text -> new Statement(text, null))
            .toList());
  }

  /** In the words of who wrote it. */
  Items quote(String name, List<Prose> texts) {
    return add(name, texts.stream().flatMap(prose -> statement(prose).stream()).toList());
  }

  Items quote(String name, Prose text) {
    return quote(name, List.of(text));
  }

  /** Who else is engaged, and by whom. */
  Items others(String name, List<SubProcessor> others) {
    List<Statement> statements = new ArrayList<>();
    others.forEach(other -> other(other, "", statements));
    return statements.isEmpty() ? say(name, t.text("sheet.others.none")) : add(name, statements);
  }

  /** Whether anybody reaches records from outside the EEA, and on what ground. */
  Items remote(String name, RemoteAccess access) {
    if (access.fromOutsideEea().isEmpty()) {
      return add(name, List.of());
    }
    List<Statement> statements = new ArrayList<>();
    statements.add(
        new Statement(
            t.text(access.fromOutsideEea().get() ? "sheet.remote.yes" : "sheet.remote.no"), null));
    if (!access.countries().isEmpty()) {
      statements.add(
          new Statement(t.text("dossier.remote.from", sites.countries(access.countries())), null));
    }
    statement(access.transferBasis()).ifPresent(statements::add);
    return add(name, statements);
  }

  Dossier.Chapter under(String heading) {
    return new Dossier.Chapter(heading, List.copyOf(items));
  }

  private Items add(String name, List<Statement> statements) {
    items.add(new Item(name, List.copyOf(statements)));
    return this;
  }

  private void other(SubProcessor other, String engagedBy, List<Statement> statements) {
    List<String> facts = new ArrayList<>();
    other
        .certificate()
        .flatMap(
            certificate ->
                certificate
                    .expires()
                    .map(
                        end ->
                            t.text(
                                today.isAfter(end)
                                    ? "sheet.others.lapsed"
                                    : "sheet.others.certified",
                                certificate.scheme(),
                                dates.date(end))))
        .ifPresent(facts::add);
    other
        .remoteAccess()
        .filter(access -> access.fromOutsideEea().orElse(false))
        .ifPresent(
            access ->
                facts.add(t.text("dossier.remote.from", sites.countries(access.countries()))));
    if (!engagedBy.isEmpty()) {
      facts.add(t.text("dossier.engagedBy", engagedBy));
    }
    Optional<Statement> role = statement(other.role());
    String rest = String.join(", ", facts);
    String before = t.text("sheet.others.one", other.name(), sites.country(other.country()));
    String text = role.map(Statement::text).orElse("");
    statements.add(
        new Statement(
            before,
            text,
            role.map(Statement::language).orElse(null),
            role.isEmpty() || facts.isEmpty() ? rest : ", " + rest));
    if (!other.sites().isEmpty()) {
      statements.add(
          new Statement(
              t.text("dossier.others.places", other.name(), sites.of(other.sites())), null));
    }
    other.remoteAccess().ifPresent(access -> reached(other.name(), access, statements));
    other.subProcessors().forEach(further -> other(further, other.name(), statements));
  }

  /** GDPR art. 30(1)(e): what a transfer rests on is stated of whoever makes it. */
  private void reached(String other, RemoteAccess access, List<Statement> statements) {
    if (access.fromOutsideEea().orElse(false)) {
      statements.add(
          said(
              t.text("dossier.others.basis", other),
              statement(access.transferBasis())
                  .orElse(new Statement(t.text("dossier.unstated"), null))));
    }
    statement(access.residualRisk())
        .map(risk -> said(t.text("dossier.others.residual", other), risk))
        .ifPresent(statements::add);
  }

  private static Statement said(String before, Statement words) {
    return new Statement(before, words.text(), words.language(), "");
  }

  private Optional<Statement> statement(Prose prose) {
    return prose
        .in(t.language().tag())
        .map(
            words -> {
              boolean own =
                  words.language().isEmpty() || words.language().equals(t.language().tag());
              return new Statement(words.text(), own ? null : words.language());
            });
  }
}
