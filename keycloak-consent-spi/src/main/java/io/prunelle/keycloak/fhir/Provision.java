// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import io.prunelle.keycloak.consent.Hosting;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a Consent permits or denies. All it may say beyond a decision on the notice is until when:
 * whatever else narrows it is noted, since to leave it out would be to widen it.
 *
 * @param permits empty when that cannot be told
 * @param end when it runs out; null for not
 */
record Provision(Optional<Boolean> permits, @Nullable Instant end) {
  private static final String NARROWS = "narrows the consent in a way that cannot be recorded";

  static Provision read(
      Part part,
      Optional<Hosting> hosting,
      Optional<LocalDate> signed,
      Systems systems,
      ImportTerms terms,
      Findings findings) {
    part.narrower(
        NARROWS,
        "provision",
        "securityLabel",
        "action",
        "class",
        "code",
        "dataPeriod",
        "data",
        "extension",
        "modifierExtension");
    part.parts("actor").forEach(actor -> actor(actor, hosting, systems, findings));
    purposes(part, hosting, terms, findings);
    Provision provision =
        new Provision(type(part, findings), end(part.part("period"), signed, terms, findings));
    part.end();
    return provision;
  }

  private static Optional<Boolean> type(Part part, Findings findings) {
    Optional<String> type = part.required("type");
    if (type.isPresent() && !Set.of("permit", "deny").contains(type.get())) {
      findings.value(part.at("type"), "must be permit or deny");
      return Optional.empty();
    }
    return type.map("permit"::equals);
  }

  private static @Nullable Instant end(
      Optional<Part> period, Optional<LocalDate> signed, ImportTerms terms, Findings findings) {
    if (period.isEmpty()) {
      return null;
    }
    Part part = period.get();
    time(part, "start", findings)
        .ifPresent(
            start -> {
              if (start.start().isAfter(terms.now())) {
                findings.value(part.at("start"), "must not be in the future");
              }
              LocalDate last = LocalDate.ofInstant(start.end(), ZoneOffset.UTC);
              if (signed.filter(last::isBefore).isPresent()) {
                findings.value(part.at("start"), "must not be before the paper was signed");
              }
            });
    Instant end = time(part, "end", findings).map(FhirTime::end).orElse(null);
    if (end != null && !end.isAfter(terms.now())) {
      findings.value(part.at("end"), "is over");
    }
    part.end();
    return end;
  }

  private static Optional<FhirTime> time(Part period, String name, Findings findings) {
    Optional<String> text = period.text(name);
    Optional<FhirTime> time = text.flatMap(FhirTime::parse);
    if (text.isPresent() && time.isEmpty()) {
      findings.value(period.at(name), "is not a dateTime of FHIR");
    }
    return time;
  }

  private static void actor(
      Part actor, Optional<Hosting> hosting, Systems systems, Findings findings) {
    boolean receives =
        actor.requiredPart("role").map(Code::all).orElse(List.of()).stream()
            .anyMatch(code -> code.is(Systems.PARTICIPATION, "IRCP"));
    Optional<String> host =
        actor
            .requiredPart("reference")
            .map(Reference::read)
            .filter(reference -> reference.may("Organization"))
            .flatMap(reference -> reference.in(systems.hosts()));
    actor.end();
    if (hosting.isPresent()
        && !(receives && host.filter(hosting.get().id().host()::equals).isPresent())) {
      findings.narrower(
          actor.path(),
          "is not the notice's host as information recipient (IRCP), by its identifier of "
              + systems.hosts());
    }
  }

  private static void purposes(
      Part part, Optional<Hosting> hosting, ImportTerms terms, Findings findings) {
    List<Code> purposes = part.parts("purpose").stream().map(Code::read).toList();
    if (purposes.isEmpty() || hosting.isEmpty()) {
      return;
    }
    Set<String> said = new HashSet<>();
    boolean coded = purposes.stream().anyMatch(purpose -> purpose.code().isPresent());
    for (Code purpose : purposes) {
      said.add((coded ? purpose.in(Systems.PURPOSE) : purpose.display()).orElse(""));
    }
    if (coded ? !said.equals(terms.purposes()) : !hosting.get().hasPurposes(said)) {
      findings.narrower(
          part.at("purpose"),
          coded
              ? "the hosting has its purposes in words: these codes are known to stand for them only"
                  + " if the parameter purposes says just these"
              : "are not the hosting's purposes");
    }
  }
}
