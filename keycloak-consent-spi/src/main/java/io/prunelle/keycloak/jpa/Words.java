// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.ledger.Chain.Break;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Link;
import io.prunelle.keycloak.ledger.Reason;
import io.prunelle.keycloak.ledger.Sha256;
import io.prunelle.keycloak.ledger.Statement;
import io.prunelle.keycloak.ledger.TextDigest;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What entries bind by a digest and other tables hold: the notices' texts, the words of objections
 * and of their answers; and what decisions were taken under, which is named by its own digest. Each
 * text is read once in a walk, and what is remembered of it is its digest.
 */
final class Words {
  /** What stands in the place of words that were erased. */
  static final String NONE = "-";

  private final String realm;
  private final Map<Text, String> texts = new HashMap<>();
  private final Map<String, Boolean> circumstances = new HashMap<>();

  Words(String realm) {
    this.realm = realm;
  }

  private record Text(String hosting, int notice, String language) {
    static Text of(Statement statement) {
      return new Text(statement.hosting(), statement.notice(), statement.language());
    }
  }

  /**
   * A link with what other tables hold for its position.
   *
   * @param reason the words of the objection that it raises; null for none
   * @param answer the words of the answer that it gives; null for none
   * @param answered the position of the objection that these answer
   * @param circumstances names what was so when it was decided; null when that was not kept
   */
  record Row(
      Link link,
      @Nullable String reason,
      @Nullable String answer,
      @Nullable Long answered,
      @Nullable String circumstances) {
    static Row of(@Nullable Object[] row) {
      return new Row(
          ((EntryEntity) Objects.requireNonNull(row[0])).read(),
          (String) row[1],
          (String) row[2],
          (Long) row[3],
          (String) row[4]);
    }
  }

  /** Reads what is not known yet of all that some entries bind. */
  void learn(EntityManager em, List<Row> rows) {
    for (Row row : rows) {
      if (row.link() instanceof Entry entry) {
        texts.computeIfAbsent(Text.of(entry.statement()), text -> digest(em, text));
      }
      String id = row.circumstances();
      if (id != null) {
        circumstances.computeIfAbsent(id, name -> isSound(em, name));
      }
    }
  }

  /** Empty when all is there and is what the entry binds. */
  Optional<Break> check(Row row) {
    return row.link() instanceof Entry entry
        ? wrong(entry, row).map(reason -> new Break(entry.position(), reason))
        : Optional.empty();
  }

  private Optional<String> wrong(Entry entry, Row row) {
    Statement statement = entry.statement();
    String text = texts.getOrDefault(Text.of(statement), NONE);
    if (!text.equals(statement.textDigest())) {
      return Optional.of(
          text.equals(NONE) ? "the notice's text is missing" : "the notice's text is another");
    }
    String id = row.circumstances();
    if (id != null && !circumstances.getOrDefault(id, false)) {
      return Optional.of("what it was decided under is missing or was altered");
    }
    return wrong(entry, statement.reason(), row);
  }

  private static Optional<String> wrong(Entry entry, @Nullable Reason reason, Row row) {
    if (reason == null) {
      return row.reason() == null && row.answer() == null
          ? Optional.empty()
          : Optional.of("there are words that it does not bind");
    }
    String words = reason.answers() == null ? row.reason() : row.answer();
    if (words == null || !Objects.equals(reason.answers(), row.answered())) {
      return Optional.of("its words are missing");
    }
    boolean bound =
        entry.pseudonymised()
            ? words.equals(NONE)
            : reason.digest().equals(TextDigest.ofReason(words));
    return bound ? Optional.empty() : Optional.of("its words are others");
  }

  private String digest(EntityManager em, Text text) {
    NoticeTextEntity found =
        em.find(
            NoticeTextEntity.class,
            new NoticeTextKey(realm, text.hosting(), text.notice(), text.language()));
    return found == null ? NONE : found.digest();
  }

  private boolean isSound(EntityManager em, String id) {
    CircumstancesEntity found = em.find(CircumstancesEntity.class, new RealmKey(realm, id));
    return found != null && Sha256.hex(found.content()).equals(id);
  }
}
