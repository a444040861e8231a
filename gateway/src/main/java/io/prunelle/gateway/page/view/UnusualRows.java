// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.unusual.Notice;
import io.prunelle.gateway.unusual.Notices;

/** Puts accesses out of the ordinary into words. */
final class UnusualRows {

  private final Messages t;
  private final Dates dates;
  private final Names names;
  private final Reportable reportable;
  private final String reader;

  /**
   * Words for one reader.
   *
   * @param reader the subject who reads: their own accesses are "you"
   */
  UnusualRows(Messages t, Names names, Reportable reportable, String reader) {
    this.t = t;
    this.dates = new Dates(t.language());
    this.names = names;
    this.reportable = reportable;
    this.reader = reader;
  }

  UnusualList of(Notices.Told told) {
    Distinct distinct = new Distinct();
    return new UnusualList(
        told.unseen().stream().map(notice -> row(notice, told.months(), distinct)).toList(),
        told.more(),
        told.seen().stream().map(notice -> row(notice, told.months(), distinct)).toList());
  }

  private UnusualList.Row row(Notice notice, int months, Distinct distinct) {
    String when =
        t.text(
            "emergency.when",
            dates.dayOfWeekAndDate(dates.day(notice.at())),
            dates.time(notice.at()));
    return new UnusualList.Row(
        notice.entry().toString(),
        notice.at().toString(),
        when,
        distinct.of(when + ", " + who(notice)),
        who(notice),
        capacity(notice),
        notice.rules().stream().map(rule -> t.text("unusual.rule." + rule, months)).toList(),
        AccessList.pathOf(notice.entry()),
        reportable.by(reader, notice) ? AccessList.reportOf(notice.entry()) : null);
  }

  private String who(Notice notice) {
    if (reader.equals(notice.subject())) {
      return t.text("access.you");
    }
    String name = notice.name();
    return name == null || name.isBlank() ? t.text("access.unknown") : name;
  }

  private String capacity(Notice notice) {
    String inWords = t.text("role." + notice.role());
    return notice.practice() == null
        ? inWords
        : t.text("role.at", inWords, names.practice(notice.practice()));
  }
}
