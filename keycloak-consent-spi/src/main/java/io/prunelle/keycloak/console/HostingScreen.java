// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.Tally;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A hosting: its terms, the versions of its notice, and what patients decided under each. */
final class HostingScreen {
  private final Visit visit;
  private final HostingId id;

  /**
   * @throws NoSuchPage when {@code id} cannot be one
   */
  HostingScreen(Visit visit, String id) {
    this.visit = visit;
    this.id = HostingId.parse(id).orElseThrow(NoSuchPage::new);
  }

  Response show() {
    Hosting hosting = visit.administration().hostings().one(id).orElseThrow(NoSuchPage::new);
    Map<String, Object> model = new HashMap<>();
    model.put("id", id.toString());
    model.put("practice", visit.practice(id.practice()));
    model.put("host", id.host());
    model.put("hostPage", visit.path("hosts", id.host()));
    model.put("basis", hosting.legalBasis().name());
    model.put("status", hosting.status().name());
    model.put(
        "purposes",
        hosting.purposes().stream()
            .flatMap(each -> each.all().stream())
            .map(words -> Map.of("text", words.text(), "language", words.language()))
            .toList());
    if (hosting.validity() != null) {
      model.put("validity", Periods.words(hosting.validity()));
    }
    if (hosting.renewBefore() != null) {
      model.put("renewBefore", Periods.words(hosting.renewBefore()));
    }
    model.put("manages", visit.administration().rights().managePractice(id.practice()));
    model.put("edit", visit.path("hostings", id.toString(), "edit"));
    model.put("newNotice", visit.path("hostings", id.toString(), "new-notice"));
    model.put("notices", notices());
    return visit.show("hosting-console-hosting.ftl", model);
  }

  private List<Map<String, Object>> notices() {
    Map<Integer, List<Tally>> tallies =
        visit.administration().hostings().tallies(id).orElseThrow(NoSuchPage::new).stream()
            .collect(Collectors.groupingBy(Tally::notice, TreeMap::new, Collectors.toList()));
    return visit.administration().notices(id).all().orElseThrow(NoSuchPage::new).stream()
        .sorted(Comparator.comparing(Notice::version).reversed())
        .map(notice -> row(notice, tallies.getOrDefault(notice.version(), List.of())))
        .toList();
  }

  private Map<String, Object> row(Notice notice, List<Tally> tallies) {
    return Map.of(
        "version", notice.version(),
        "published", visit.time(notice.publishedAt()),
        "languages", String.join(", ", notice.texts().keySet()),
        "page",
            visit.path("hostings", id.toString(), "notices", Integer.toString(notice.version())),
        "tallies",
            tallies.stream()
                .map(
                    tally ->
                        Map.of(
                            "decision", tally.decision().name(),
                            "patients", tally.patients(),
                            "expired", tally.expired()))
                .toList());
  }
}
