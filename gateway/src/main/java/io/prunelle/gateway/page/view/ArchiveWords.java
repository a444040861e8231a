// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.takeout.Archive;
import io.prunelle.gateway.page.takeout.Archive.State;
import java.time.Instant;
import java.util.Objects;

/** Says how an archive stands. */
final class ArchiveWords {

  private final Messages t;
  private final Dates dates;
  private final Names names;

  ArchiveWords(Messages t, Names names) {
    this.t = t;
    this.dates = new Dates(t.language());
    this.names = names;
  }

  ArchiveCard of(Archive archive) {
    State state = archive.state();
    return new ArchiveCard(
        archive.id().toString(),
        t.text("data.state." + state),
        text(archive),
        state == State.PREPARING,
        switch (state) {
          case PREPARING, READY -> "good";
          case FAILED -> "bad";
          case DELETED, EXPIRED -> "";
        },
        state == State.READY ? "/my/data/" + archive.id() + ".zip" : null);
  }

  private String text(Archive archive) {
    return switch (archive.state()) {
      case PREPARING ->
          archive.practice() == null
              ? t.text("data.preparing.begins")
              : t.text(
                  "data.preparing.practice",
                  archive.resources(),
                  names.practice(archive.practice()));
      case READY -> {
        Instant until = Objects.requireNonNull(archive.expiresAt());
        yield t.text(
            "data.ready.text",
            archive.resources(),
            size(archive.bytes()),
            dates.dayOfWeekAndDate(dates.day(until)),
            dates.time(until));
      }
      case FAILED -> t.text("data.failure." + Objects.requireNonNull(archive.failure()));
      case DELETED -> t.text("data.deleted.text");
      case EXPIRED -> t.text("data.expired.text");
    };
  }

  /** In the units that browsers show. */
  private String size(long bytes) {
    return bytes < 1_000_000
        ? t.text("data.size.kilo", (bytes + 999) / 1_000)
        : t.text("data.size.mega", (bytes + 999_999) / 1_000_000);
  }
}
