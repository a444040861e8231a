// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.page.ledger.PracticeFacts.Arrangement;
import io.prunelle.gateway.page.ledger.PracticeFacts.Counts;
import io.prunelle.gateway.page.view.HostingPanel.Count;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says of hostings what they rest on and how patients decided, all together. */
final class HostingPanels {

  private final Messages t;
  private final Dates dates;

  HostingPanels(Messages t) {
    this.t = t;
    this.dates = new Dates(t.language());
  }

  List<HostingPanel> of(PracticeFacts facts) {
    return facts.hostings().stream().map(hosting -> panel(facts, hosting)).toList();
  }

  private HostingPanel panel(PracticeFacts facts, Arrangement hosting) {
    return new HostingPanel(
        hosting.id(),
        facts.hostOf(hosting).map(host -> host.host().name()).orElse(hosting.host()),
        t.text("practice.basis." + hosting.legalBasis()),
        status(hosting.status()),
        notice(hosting),
        hosting
            .counts()
            .asOf()
            .map(at -> t.text("practice.counts.asOf", dates.date(at), dates.time(at)))
            .orElse(t.text("practice.counts.unknown")),
        counts(hosting.counts()));
  }

  private @Nullable String status(Hosting.Status status) {
    return status == Hosting.Status.OPEN ? null : t.text("practice.status." + status);
  }

  private String notice(Arrangement hosting) {
    return hosting
        .notice()
        .map(
            notice ->
                notice
                    .publishedAt()
                    .map(at -> t.text("practice.notice", notice.version(), dates.date(at)))
                    .orElse(t.text("practice.notice.undated", notice.version())))
        .orElse(t.text("practice.notice.none"));
  }

  private List<Count> counts(Counts counts) {
    List<Count> rows = new ArrayList<>();
    for (Decision.Kind kind : Decision.Kind.values()) {
      Long count = counts.decisions().get(kind);
      if (count != null) {
        rows.add(new Count(t.text("practice.count." + kind), patients(count, counts.step())));
      }
    }
    if (counts.decisions().containsKey(Decision.Kind.PERMIT)) {
      rows.add(
          new Count(t.text("practice.count.EXPIRED"), patients(counts.expired(), counts.step())));
    }
    rows.add(
        new Count(
            t.text("practice.count.UNDECIDED"),
            counts
                .undecided()
                .map(count -> patients(count, counts.step()))
                .orElse(t.text("practice.counts.unknown"))));
    return rows;
  }

  private String patients(long count, long step) {
    return count == 0
        ? t.text("practice.counts.few", step)
        : t.text("practice.counts.range", count, count + step - 1);
  }
}
