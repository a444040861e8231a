// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts decisions into words. */
final class DecisionRows {

  private final Messages t;
  private final Names names;
  private final Dates dates;
  private final Map<String, Hosting> hostings;

  DecisionRows(Messages t, Names names, List<Hosting> hostings) {
    this.t = t;
    this.names = names;
    this.dates = new Dates(t.language());
    this.hostings =
        hostings.stream().collect(Collectors.toMap(Hosting::id, Function.identity(), (a, b) -> a));
  }

  List<DecisionRow> of(List<Decision> decisions) {
    Distinct distinct = new Distinct();
    return decisions.stream().map(decision -> row(decision, distinct)).toList();
  }

  private DecisionRow row(Decision decision, Distinct distinct) {
    String when =
        t.text("decisions.at", dates.date(decision.decidedAt()), dates.time(decision.decidedAt()));
    String what = t.text("decision." + decision.kind());
    String hosting = name(decision.hosting());
    return new DecisionRow(
        decision.decidedAt().toString(),
        when,
        distinct.of(String.join(", ", when, what, hosting)),
        what,
        hosting,
        decision
            .notice()
            .map(version -> t.text("hosting.notice.version", String.valueOf(version)))
            .orElse(""),
        channel(decision) + by(decision),
        "/my/decisions/" + decision.position() + "/receipt");
  }

  /** What was recorded on one day may have been signed on another. */
  private String channel(Decision decision) {
    return decision
        .signed()
        .map(day -> t.text("channel.PAPER.on", dates.date(day)))
        .orElseGet(() -> t.text("channel." + decision.channel()));
  }

  /** Said where it was not the patient. */
  private String by(Decision decision) {
    // A paper that the practice recorded is the patient's decision all the same
    boolean ownPaper =
        decision.channel() == Decision.Channel.PAPER && decision.by() == Decision.Role.PRACTITIONER;
    return decision.by() == Decision.Role.PATIENT || ownPaper ? "" : t.text("by." + decision.by());
  }

  private String name(String id) {
    Hosting hosting = hostings.get(id);
    if (hosting != null) {
      return t.text("hosting.name", hosting.practice().name(), hosting.host().name());
    }
    // Of a practice that one has left
    return names
        .hosting(id)
        .map(left -> t.text("hosting.name", left.practice(), left.host()))
        .orElse(id);
  }
}
