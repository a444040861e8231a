// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;

/** The administrators' {@code hostings/{id}/notices}. */
final class NoticeAdministration {
  private final Administration administration;
  private final String hosting;

  NoticeAdministration(Administration administration, String hosting) {
    this.administration = administration;
    this.hosting = hosting;
  }

  /** All versions of a hosting's notice, oldest first. */
  Response all() {
    return administration.reply(() -> administration.show(document(published())));
  }

  /** One version, as it was published. */
  Response one(String version) {
    return administration.reply(
        () ->
            published().stream()
                .filter(notice -> Integer.toString(notice.version()).equals(version))
                .findFirst()
                .map(notice -> administration.show(NoticeDocument.of(notice)))
                .orElseThrow(() -> Problem.notFound("no such version")));
  }

  /** Publishes the next version of a hosting's notice. */
  Response publish(@Nullable InputStream body) {
    return administration.reply(
        () -> {
          HostingId id = HostingAdministration.id(hosting);
          administration.rights().requireManagePractice(id.practice());
          List<NoticeText> texts = Notice.readTexts(administration.body(body));
          Notice notice =
              administration
                  .consent()
                  .publish(
                      realm(),
                      id,
                      texts,
                      Administration.now(),
                      present ->
                          administration
                              .preconditions()
                              .check(Optional.of(EntityTag.of(document(present)))))
                  .orElseThrow(() -> Problem.notFound("no such hosting"));
          administration.report(OperationType.CREATE, "PRUNELLE_NOTICE", NoticeDocument.of(notice));
          return Replies.json(Response.Status.CREATED, Map.of("version", notice.version()))
              .location(
                  administration
                      .session()
                      .getContext()
                      .getUri()
                      .getAbsolutePathBuilder()
                      .path(Integer.toString(notice.version()))
                      .build())
              .build();
        });
  }

  private List<Notice> published() {
    HostingId id = HostingAdministration.id(hosting);
    administration.rights().requireViewPractice(id.practice());
    if (administration.consent().hosting(realm(), id).isEmpty()) {
      throw Problem.notFound("no such hosting");
    }
    return administration.consent().notices(realm(), id);
  }

  private static Map<String, List<NoticeDocument>> document(List<Notice> notices) {
    return Map.of("notices", notices.stream().map(NoticeDocument::of).toList());
  }

  private String realm() {
    return administration.realm().getId();
  }
}
