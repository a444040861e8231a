// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.view.AccessesView.Option;
import java.util.ArrayList;
import java.util.List;

/** Accesses to look through, in one language. */
final class AccessesViews {

  private static final List<String> KINDS =
      List.of("read", "search", "change", "emergency", "refused", "move", "list");

  private final Messages t;
  private final Names names;
  private final AccessDays days;
  private final String lead;

  /**
   * @param lead what stands in the list, and for how long
   */
  AccessesViews(Messages t, Names names, AccessDays days, String lead) {
    this.t = t;
    this.names = names;
    this.days = days;
    this.lead = lead;
  }

  AccessesView of(Frame frame, AccessSearch search) {
    Accesses found = search.found();
    return new AccessesView(
        frame,
        search,
        people(search.people()),
        KINDS.stream().map(kind -> new Option(kind, t.text("kind." + kind))).toList(),
        MonthBar.of(search.months(), t),
        found == null ? null : AccessList.of(found, days, search.query(), lead),
        none(search, found != null && found.older() != null));
  }

  private List<Option> people(List<AccessSearch.Person> people) {
    List<Option> options = new ArrayList<>();
    options.add(new Option("me", t.text("access.you")));
    for (AccessSearch.Person person : people) {
      String name =
          person.name() == null || person.name().isBlank()
              ? t.text("access.unknown")
              : person.name();
      String practice = person.practice();
      options.add(
          new Option(
              person.key(),
              practice == null ? name : t.text("role.at", name, names.practice(practice))));
    }
    return options;
  }

  private static String none(AccessSearch search, boolean more) {
    if (more) {
      return "access.search.noneYet";
    }
    if (search.further()) {
      return "access.noneOlder";
    }
    return search.query().isEmpty() ? "access.none" : "access.search.none";
  }
}
