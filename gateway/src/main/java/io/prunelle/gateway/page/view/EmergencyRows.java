// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.purpose.Emergency;
import io.prunelle.gateway.unusual.Notice;
import io.prunelle.gateway.unusual.Notices;
import io.prunelle.gateway.unusual.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Puts emergencies into words. The look-out for unusual accesses finds each of them as well: it is
 * told here, and not a second time.
 */
final class EmergencyRows {

  /** The access is written down before the opening is. */
  private static final Duration BEFORE = Duration.ofMinutes(5);

  /** No opening lasts longer. */
  private static final Duration AFTER = Duration.ofHours(24);

  private final Messages t;
  private final Dates dates;
  private final Names names;
  private final Notices.Told unusual;

  EmergencyRows(Messages t, Names names, Notices.Told unusual) {
    this.t = t;
    this.dates = new Dates(t.language());
    this.names = names;
    this.unusual = unusual;
  }

  List<EmergencyRow> of(List<Emergency> emergencies) {
    return emergencies.stream().map(this::row).toList();
  }

  /** What is unusual and not told here. */
  Notices.Told others(List<Emergency> emergencies) {
    return new Notices.Told(
        unusual.unseen().stream()
            .filter(notice -> emergencies.stream().noneMatch(one -> same(one, notice)))
            .toList(),
        unusual.more(),
        unusual.seen(),
        unusual.months());
  }

  private EmergencyRow row(Emergency emergency) {
    List<Notice> with =
        unusual.unseen().stream().filter(notice -> same(emergency, notice)).toList();
    return new EmergencyRow(
        emergency.id().toString(),
        emergency.openedAt().toString(),
        t.text(
            "emergency.when",
            dates.dayOfWeekAndDate(dates.day(emergency.openedAt())),
            dates.time(emergency.openedAt())),
        t.text("role.at", emergency.name(), names.practice(emergency.practice())),
        emergency.reason(),
        with.stream()
            .flatMap(notice -> notice.rules().stream())
            .filter(rule -> rule != Rule.EMERGENCY)
            .distinct()
            .map(rule -> t.text("unusual.rule." + rule, unusual.months()))
            .toList(),
        with.stream().map(notice -> notice.entry().toString()).toList());
  }

  private static boolean same(Emergency emergency, Notice notice) {
    return notice.rules().contains(Rule.EMERGENCY)
        && Objects.equals(notice.practice(), emergency.practice())
        && Objects.equals(notice.name(), emergency.name())
        && !notice.at().isBefore(emergency.openedAt().minus(BEFORE))
        && notice.at().isBefore(emergency.openedAt().plus(AFTER));
  }
}
