// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.json.Text;
import io.prunelle.keycloak.ledger.Decision;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The page's form as it came back. Everything in it is the browser's word. */
final class Form {
  private static final String KEEP = "KEEP";
  private static final String TOLD = "TOLD";

  private final MultivaluedMap<String, String> fields;

  Form(MultivaluedMap<String, String> fields) {
    this.fields = fields;
  }

  boolean answers(Asked asked) {
    return asked.subject().patient().id().equals(field("patient"))
        && asked.question().hosting().toString().equals(field("hosting"));
  }

  /** The patient chosen on the page that asks for whom; empty on any other page. */
  Optional<String> whom() {
    return Optional.ofNullable(field("whom"));
  }

  boolean keeps() {
    return KEEP.equals(field("decision"));
  }

  /** Whether the answer to an objection was read. */
  boolean wasTold() {
    return TOLD.equals(field("decision"));
  }

  /** What was decided; empty where nothing was. */
  Optional<Decision> decision() {
    return Stream.of(Decision.values())
        .filter(decision -> decision.name().equals(field("decision")))
        .findFirst();
  }

  /** Empty when the form lacks what the page put into it. */
  Optional<Answer> answer(Asked asked, Answer.Given given) {
    String decision = field("decision");
    String notice = field("notice");
    String language = field("language");
    String digest = field("digest");
    if (decision == null || notice == null || language == null || digest == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Answer(
              asked.question().hosting(),
              Decision.valueOf(decision),
              Integer.valueOf(notice),
              new Answer.Shown(language, digest, List.of(), field("described")),
              reason(),
              given));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What was written, however long; null for nothing. */
  @Nullable String written() {
    String reason = field("reason");
    String legible = reason == null ? "" : Text.legible(reason);
    return legible.isEmpty() ? null : legible;
  }

  /** Whether more was written than can be kept. */
  boolean tooLong() {
    String written = written();
    return written != null && written.length() > Answer.LONGEST_REASON;
  }

  private @Nullable String reason() {
    return tooLong() ? null : written();
  }

  private @Nullable String field(String name) {
    List<String> values = fields.get(name);
    return values == null || values.size() != 1 ? null : values.get(0);
  }
}
