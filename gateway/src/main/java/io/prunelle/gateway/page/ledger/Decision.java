// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One entry of the consent ledger about the signed-in patient.
 *
 * @param decidedAt when it was recorded
 * @param signed of a decision on paper, the day on which that was signed; empty for any other
 */
public record Decision(
    long position,
    String hosting,
    Optional<Long> notice,
    Kind kind,
    Instant decidedAt,
    Optional<Instant> until,
    Channel channel,
    Role by,
    Optional<LocalDate> signed) {

  /** What was decided. {@code OTHER} stands for kinds this page does not know yet. */
  public enum Kind {
    PERMIT,
    DENY,
    WITHDRAW,
    OBJECT,
    INFORMED,
    UPHOLD,
    REJECT,
    OTHER
  }

  /** Who decided or answered. */
  public enum Role {
    PATIENT,
    GUARDIAN,
    PRACTITIONER,
    OTHER
  }

  /** The way the decision came in. */
  public enum Channel {
    LOGIN,
    PAGE,
    PAPER,
    OTHER
  }

  /** Id of the practice whose hosting it is about. */
  public String practice() {
    return hosting.replaceFirst("@.*", "");
  }

  static Decision from(Object json) {
    Fields entry = Fields.of(json);
    return new Decision(
        entry.number("position").orElseThrow(),
        entry.text("hosting"),
        entry.number("notice"),
        Names.named(Kind.class, entry.text("decision"), Kind.OTHER),
        Instant.parse(entry.text("decidedAt")),
        entry.number("until").map(Instant::ofEpochSecond),
        Names.named(Channel.class, entry.text("channel"), Channel.OTHER),
        Names.named(Role.class, entry.inner("by").text("role"), Role.OTHER),
        entry.inner("paper").date("date"));
  }
}
