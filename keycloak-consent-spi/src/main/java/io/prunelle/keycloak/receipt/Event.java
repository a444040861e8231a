// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Statement;
import java.time.Instant;
import java.util.Map;

/** The event section of ISO/IEC TS 27560: what was decided, when, for how long, by whom, how. */
final class Event {
  private Event() {}

  static Map<String, Object> of(Evidence evidence) {
    Statement statement = evidence.entry().statement();
    Happening happening = Happening.of(statement.decision());
    Map<String, Object> author =
        new Terms()
            .with("@type", author(statement.by()))
            .with("dct:identifier", statement.by().subject())
            .map();
    boolean practitioner = statement.by().role() == Author.Role.PRACTITIONER;
    return new Terms()
        .with("@type", happening.types())
        .with("dpv:isIndicatedAtTime", statement.decidedAt().toString())
        .with(
            "dpv:isIndicatedBy",
            statement.decision().answersObjection()
                ? Terms.of("dpv:DataController")
                    .with("dct:identifier", evidence.controller().id())
                    .map()
                : practitioner ? "dpv:DataSubject" : author)
        .with("dpv:isImplementedByEntity", practitioner ? author : null)
        .with("dpv:hasIndicationMethod", statement.channel().name())
        .with("dpv:hasJustification", evidence.reason())
        .with("dpv:hasDuration", duration(statement))
        .map();
  }

  private static String author(Author author) {
    return switch (author.role()) {
      case PATIENT -> "dpv:DataSubject";
      case GUARDIAN -> "dpv:GuardianOfDataSubject";
      case PRACTITIONER -> "dpv:NaturalPerson";
    };
  }

  private static Map<String, Object> duration(Statement statement) {
    Long until = statement.until();
    return until == null
        ? Terms.of("dpv:UntilEventDuration")
            .with("rdf:value", "the next decision on this hosting")
            .map()
        : Terms.of("dpv:UntilTimeDuration")
            .with("rdf:value", Instant.ofEpochSecond(until).toString())
            .map();
  }
}
