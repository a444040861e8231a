// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.PracticeFacts;

/** The register of processing and the risk sheet, as pages and to be set as PDF. */
public final class DossierViews {

  private final Views views;

  public DossierViews(Views views) {
    this.views = views;
  }

  /** A page. */
  public String page(
      Language language, Reader reader, DossierKind kind, PracticeFacts facts, String onPremise) {
    return views.render("dossier.jte", view(language, reader, kind, facts, onPremise));
  }

  /** The same as XHTML that needs nothing else. */
  public String print(
      Language language, Reader reader, DossierKind kind, PracticeFacts facts, String onPremise) {
    return views.render("dossierprint.jte", view(language, reader, kind, facts, onPremise));
  }

  private DossierView view(
      Language language, Reader reader, DossierKind kind, PracticeFacts facts, String onPremise) {
    Messages t = views.in(language);
    Dossier dossier = kind.of(t, facts, onPremise, views.accessesKept(t), views.today());
    String path = "/practice/" + facts.practice().id() + "/" + kind.path();
    long gaps = dossier.gaps();
    return new DossierView(
        views.frame(t, kind.title(t), path, reader),
        facts.practice().name(),
        kind.lead(t),
        gaps == 0
            ? t.text("dossier.gaps.none")
            : gaps == 1 ? t.text("dossier.gaps.one") : t.text("dossier.gaps", gaps),
        t.text("dossier.made", new Dates(language).date(views.today()), reader.name()),
        path + ".pdf",
        dossier);
  }
}
