// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.host.Languages;
import io.prunelle.keycloak.json.Members;
import io.prunelle.keycloak.ledger.TextDigest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One version of a hosting's notice. Published once, never changed.
 *
 * @param version 1, 2, 3 …
 * @param texts by language, at least one
 */
public record Notice(
    HostingId hosting, int version, Instant publishedAt, NavigableMap<String, NoticeText> texts) {
  private static final int LONGEST_TITLE = 255;
  private static final int LONGEST_BODY = 20_000;

  public Notice {
    texts = Collections.unmodifiableNavigableMap(new TreeMap<>(texts));
  }

  /**
   * Reads {@code {texts: {fr: {title, body}, …}}}.
   *
   * @throws io.prunelle.keycloak.json.InvalidMember naming the member that breaks a rule
   */
  public static List<NoticeText> readTexts(Members members) {
    Members byLanguage = members.object("texts");
    List<NoticeText> texts =
        byLanguage.names().stream().map(language -> readText(byLanguage, language)).toList();
    if (texts.isEmpty()) {
      throw members.invalid("texts", "must hold at least one language");
    }
    members.end();
    return texts;
  }

  /** The text in the first of the wanted languages that it has; else in the first it has. */
  public NoticeText text(List<String> wanted) {
    return wanted.stream()
        .filter(texts::containsKey)
        .findFirst()
        .map(texts::get)
        .orElseGet(() -> texts.get(texts.firstKey()));
  }

  /** The digest of one of this version's texts. */
  public String digest(NoticeText text) {
    return TextDigest.of(hosting.toString(), version, text.language(), text.title(), text.body());
  }

  private static NoticeText readText(Members byLanguage, String language) {
    if (!Languages.known(language)) {
      throw byLanguage.invalid(language, "is not an ISO 639 language code such as fr");
    }
    Members text = byLanguage.object(language);
    NoticeText read =
        new NoticeText(
            language, text.text("title", LONGEST_TITLE), text.text("body", LONGEST_BODY));
    text.end();
    return read;
  }
}
