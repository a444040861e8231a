// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One version of a hosting's notice. */
final class NoticeScreen {
  private final Visit visit;
  private final HostingId id;

  /**
   * @throws NoSuchPage when {@code id} cannot be one
   */
  NoticeScreen(Visit visit, String id) {
    this.visit = visit;
    this.id = HostingId.parse(id).orElseThrow(NoSuchPage::new);
  }

  Response show(String version) {
    List<Notice> notices = visit.administration().notices(id).all().orElseThrow(NoSuchPage::new);
    Notice notice =
        notices.stream()
            .filter(each -> Integer.toString(each.version()).equals(version))
            .findFirst()
            .orElseThrow(NoSuchPage::new);
    return visit.show(
        "hosting-console-notice-version.ftl",
        Map.of(
            "practice", visit.practice(id.practice()),
            "hosting", visit.path("hostings", id.toString()),
            "host", id.host(),
            "version", notice.version(),
            "current", notice.version() == notices.size(),
            "published", visit.time(notice.publishedAt()),
            "texts", NoticeView.of(notice.texts().values(), visit.locale()),
            "digests",
                notice.texts().values().stream()
                    .collect(Collectors.toMap(NoticeText::language, notice::digest))));
  }
}
