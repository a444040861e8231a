// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.unusual.Notices;
import io.prunelle.gateway.unusual.PastNotice;
import io.vertx.core.json.JsonObject;

/** The accesses that were told as unusual, as a part of an archive: a page at a time. */
final class NoticeChapter {

  private NoticeChapter() {}

  static Chapter of(Notices notices, String patient) {
    return new PagedChapter<>(
        "unusual.json", last -> notices.page(patient, last), NoticeChapter::json);
  }

  /** With names, as the page shows them, and not by which number the realm knows them. */
  private static JsonObject json(PastNotice notice) {
    return new JsonObject()
        .put("access", notice.entry().toString())
        .put("rule", notice.rule())
        .put("at", notice.at())
        .put("practice", notice.practice())
        .put("name", notice.name())
        .put("role", notice.role())
        .put("seenAt", notice.seenAt());
  }
}
