// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.administration.Administration;
import io.prunelle.keycloak.administration.EntityTag;
import io.prunelle.keycloak.administration.NoticeDocument;
import io.prunelle.keycloak.administration.Notices;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The administrators' {@code hostings/{id}/notices}. */
final class NoticeAdministration {
  private final AdminCall call;
  private final String hosting;

  NoticeAdministration(AdminCall call, String hosting) {
    this.call = call;
    this.hosting = hosting;
  }

  /** All versions of a hosting's notice, oldest first. */
  Response all() {
    return call.reply(administration -> call.show(document(published(administration))));
  }

  /** One version, as it was published. */
  Response one(String version) {
    return call.reply(
        administration ->
            published(administration).stream()
                .filter(notice -> Integer.toString(notice.version()).equals(version))
                .findFirst()
                .map(notice -> call.show(NoticeDocument.of(notice)))
                .orElseThrow(() -> Problem.notFound("no such version")));
  }

  /** Publishes the next version of a hosting's notice. */
  Response publish(@Nullable InputStream body) {
    return call.reply(
        administration -> {
          Notices notices = administration.notices(HostingAdministration.id(hosting));
          notices.requireManage();
          List<NoticeText> texts = Notice.readTexts(call.body(body));
          Notice notice =
              notices
                  .publish(
                      texts,
                      present ->
                          call.preconditions().check(Optional.of(EntityTag.of(document(present)))))
                  .orElseThrow(() -> Problem.notFound("no such hosting"));
          return Replies.json(Response.Status.CREATED, Map.of("version", notice.version()))
              .location(
                  call.uri()
                      .getAbsolutePathBuilder()
                      .path(Integer.toString(notice.version()))
                      .build())
              .build();
        });
  }

  private List<Notice> published(Administration administration) {
    return administration
        .notices(HostingAdministration.id(hosting))
        .all()
        .orElseThrow(() -> Problem.notFound("no such hosting"));
  }

  private static Map<String, List<NoticeDocument>> document(List<Notice> notices) {
    return Map.of("notices", notices.stream().map(NoticeDocument::of).toList());
  }
}
