// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says in a form for whom it was made, so that what they wrote into it can be kept for them when
 * their session has ended meanwhile (WCAG 2.2, 2.2.1). It lets nobody do anything. Sealed: nobody
 * makes one for anybody else, or reads whose it is.
 */
public final class FormAuthors {

  private final Seal seal;
  private final Clock clock;

  /**
   * Of the forms of one gateway.
   *
   * @param secrets of the client, the one in use first
   */
  public FormAuthors(List<String> secrets, Clock clock) {
    this.seal = Seal.of(secrets, "prunelle page: form");
    this.clock = clock;
  }

  /**
   * Who writes.
   *
   * @param subject the user in the realm
   * @param patient FHIR id of the patient whom the page was about; null for none
   */
  public record Author(String subject, @Nullable String patient) {

    @Override
    public String toString() {
      return "Author[]";
    }
  }

  /** What a form carries. */
  public String close(Author author) {
    return seal.close(
        new JsonObject()
            .put("subject", author.subject())
            .put("patient", author.patient())
            .put("at", clock.instant().getEpochSecond())
            .encode());
  }

  /**
   * For whom a form was made, if it was made by us and in a session that can have ended only now.
   */
  public Optional<Author> open(@Nullable String given) {
    return given == null ? Optional.empty() : seal.open(given).flatMap(this::read);
  }

  private Optional<Author> read(String text) {
    try {
      JsonObject json = new JsonObject(text);
      Instant over =
          Instant.ofEpochSecond(json.getLong("at")).plus(SessionLimits.DEFAULT.absolute());
      return clock.instant().isBefore(over)
          ? Optional.of(new Author(json.getString("subject"), json.getString("patient")))
          : Optional.empty();
    } catch (DecodeException | ClassCastException | NullPointerException foreign) {
      return Optional.empty();
    }
  }
}
