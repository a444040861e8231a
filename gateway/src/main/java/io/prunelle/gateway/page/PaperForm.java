// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.Answer;
import io.prunelle.gateway.page.ledger.PaperDecision;
import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.page.ledger.PracticeFacts.Arrangement;
import io.prunelle.gateway.page.view.SentBefore;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wrote into the form for a decision on paper.
 *
 * @param given by field; every field is there
 * @param wrong fields that cannot be as they are, each with what is wrong
 */
record PaperForm(Map<String, String> given, Map<String, String> wrong) {

  /**
   * What was sent of a document of which nobody knows whether it is recorded. It goes from page to
   * page with what was written, and says nothing of another document.
   */
  private static final String UNSURE = "unsure";

  static final List<String> FIELDS =
      List.of(
          "patient",
          "hosting",
          "decision",
          "reason",
          "notice",
          "language",
          "signed",
          "digest",
          UNSURE);

  private static final int LONGEST_REASON = 4_000;

  /**
   * A FHIR id (R4, 2.24.0.1) that can stand in a path: two of them would lead elsewhere (RFC 3986,
   * 3.3).
   */
  private static final String PATIENT = "(?!\\.{1,2}$)[A-Za-z0-9.-]{1,64}";

  /** One in which nothing is written yet. */
  static PaperForm empty() {
    return of(field -> "");
  }

  /** The last day that a paper can bear: the realm's, which goes by UTC. */
  static LocalDate today(Clock clock) {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  boolean isEmpty() {
    return FIELDS.stream()
        .filter(field -> !field.equals(UNSURE))
        .map(this::text)
        .allMatch(String::isEmpty);
  }

  /** One as it was sent. */
  static PaperForm of(Function<String, @Nullable String> field) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String name : FIELDS) {
      String text = field.apply(name);
      given.put(name, text == null ? "" : Words.of(text).text());
    }
    return new PaperForm(given, Map.of());
  }

  /**
   * With the digest of a scan that was sent along. One that was typed as well has to be the same.
   */
  PaperForm scanned(String digest) {
    boolean differs = !digest().isEmpty() && !digest().equals(digest);
    Map<String, String> now = new LinkedHashMap<>(given);
    now.put("digest", digest);
    return new PaperForm(now, differs ? Map.of("digest", "OTHER_SCAN") : Map.of());
  }

  /**
   * Says what cannot be.
   *
   * @param own FHIR ids of patients whose papers the reader leaves to others
   */
  PaperForm checked(PracticeFacts facts, Set<String> own, LocalDate today) {
    Map<String, String> found = new LinkedHashMap<>(wrong);
    Optional<Arrangement> hosting = hosting(facts);
    patient(own).ifPresent(wrong -> found.put("patient", wrong));
    if (hosting.isEmpty()) {
      found.put("hosting", "NONE");
    } else {
      decision(hosting.get()).ifPresent(wrong -> found.put("decision", wrong));
      notice(hosting.get(), found);
    }
    reason().ifPresent(wrong -> found.put("reason", wrong));
    signed(today).ifPresent(wrong -> found.put("signed", wrong));
    if (!digest().matches("sha-256:[0-9a-f]{64}")) {
      found.putIfAbsent("digest", text("digest").isEmpty() ? "NONE" : "SHAPE");
    }
    return new PaperForm(given, found);
  }

  /** With one more mistake, that the ledger found. */
  PaperForm but(String field, String what) {
    return new PaperForm(given, Map.of(field, what));
  }

  /** The same, once it was sent and nobody knows whether it is recorded. */
  PaperForm unsure() {
    Map<String, String> now = new LinkedHashMap<>(given);
    now.put(UNSURE, sent());
    return new PaperForm(now, wrong);
  }

  /** Whether this very decision was sent before, and nobody knows whether it is recorded. */
  boolean isUnsure() {
    return sentBefore().same();
  }

  /** What was sent before of this document, be it for somebody else. */
  SentBefore sentBefore() {
    String before = text(UNSURE);
    return !digest().isEmpty() && before.endsWith(" " + digest())
        ? new SentBefore(before, before.equals(sent()))
        : new SentBefore("", false);
  }

  /** What the realm enters once (its {@code paper-recorded}): the document comes last. */
  private String sent() {
    return String.join(" ", text("patient"), text("hosting"), text("decision"), digest());
  }

  /** Whether it is about the same paper: of one patient, for one hosting. */
  boolean isOf(PaperForm other) {
    return text("patient").equals(other.text("patient"))
        && text("hosting").equals(other.text("hosting"));
  }

  /** What is to be recorded, of a form in which nothing is wrong. */
  PaperDecision decision() {
    return new PaperDecision(
        text("patient"),
        text("hosting"),
        Answer.Kind.valueOf(text("decision")),
        Long.parseLong(text("notice")),
        text("language"),
        LocalDate.parse(text("signed")),
        digest(),
        text("decision").equals("OBJECT") ? Optional.of(text("reason")) : Optional.empty());
  }

  Optional<Arrangement> hosting(PracticeFacts facts) {
    return facts.hostings().stream().filter(one -> one.id().equals(text("hosting"))).findFirst();
  }

  private Optional<String> patient(Set<String> own) {
    if (!text("patient").matches(PATIENT)) {
      return Optional.of(text("patient").isEmpty() ? "NONE" : "SHAPE");
    }
    return own.contains(text("patient")) ? Optional.of("OWN") : Optional.empty();
  }

  private Optional<String> decision(Arrangement hosting) {
    return hosting.legalBasis().answers().stream()
            .map(Enum::name)
            .anyMatch(text("decision")::equals)
        ? Optional.empty()
        : Optional.of(text("decision").isEmpty() ? "NONE" : "BASIS");
  }

  private Optional<String> reason() {
    boolean objects = text("decision").equals("OBJECT");
    if (text("reason").length() > LONGEST_REASON) {
      return Optional.of("LONG");
    }
    return objects && text("reason").isEmpty() ? Optional.of("NONE") : Optional.empty();
  }

  /** The paper has to bear what patients are shown now: another text is another decision. */
  private void notice(Arrangement hosting, Map<String, String> found) {
    String current = hosting.notice().map(notice -> String.valueOf(notice.version())).orElse("");
    if (current.isEmpty() || !text("notice").matches("0*" + current)) {
      found.put("notice", text("notice").isEmpty() ? "NONE" : "OTHER");
    }
    if (hosting
        .notice()
        .filter(notice -> notice.titles().containsKey(text("language")))
        .isEmpty()) {
      found.put("language", text("language").isEmpty() ? "NONE" : "OTHER");
    }
  }

  private Optional<String> signed(LocalDate today) {
    try {
      LocalDate day = LocalDate.parse(text("signed"));
      return day.isAfter(today) ? Optional.of("FUTURE") : Optional.empty();
    } catch (DateTimeParseException noDate) {
      return Optional.of("NONE");
    }
  }

  private String digest() {
    String typed = text("digest").toLowerCase(Locale.ROOT).replaceAll("\\s", "");
    return typed.matches("[0-9a-f]{64}") ? "sha-256:" + typed : typed;
  }

  private String text(String field) {
    return given.getOrDefault(field, "");
  }
}
