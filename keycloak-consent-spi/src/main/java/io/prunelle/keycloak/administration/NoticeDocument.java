// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import java.util.Map;
import java.util.TreeMap;

/** A notice version as administrators read it. */
public record NoticeDocument(int version, String publishedAt, Map<String, TextDocument> texts) {

  record TextDocument(String title, String body, String digest) {}

  /** As read now. */
  public static NoticeDocument of(Notice notice) {
    Map<String, TextDocument> texts = new TreeMap<>();
    for (NoticeText text : notice.texts().values()) {
      texts.put(text.language(), new TextDocument(text.title(), text.body(), notice.digest(text)));
    }
    return new NoticeDocument(notice.version(), notice.publishedAt().toString(), texts);
  }
}
