// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The next version of a hosting's notice: written, shown as patients will read it, then published.
 * Whoever publishes has seen just that text: the shown text is what is sent.
 */
final class NoticeForm {
  private static final String SEEN = "seen";

  private final Visit visit;
  private final HostingId id;

  /**
   * @throws NoSuchPage when {@code id} cannot be one
   */
  NoticeForm(Visit visit, String id) {
    this.visit = visit;
    this.id = HostingId.parse(id).orElseThrow(NoSuchPage::new);
  }

  /** Starts from the current version. */
  Response open() {
    visit.administration().notices(id).requireManage();
    List<Notice> notices = published();
    Map<String, Map<String, String>> texts = new LinkedHashMap<>();
    if (!notices.isEmpty()) {
      for (NoticeText text : notices.get(notices.size() - 1).texts().values()) {
        texts.put(text.language(), Map.of("title", text.title(), "body", text.body()));
      }
    }
    return form(Response.Status.OK, notices.size(), texts, Map.of());
  }

  /** Shows beforehand, or publishes, or goes back to writing. */
  Response sent() {
    visit.administration().notices(id).requireManage();
    Map<String, Map<String, String>> texts = written();
    int seen = published().size();
    List<NoticeText> read;
    try {
      read = Notice.readTexts(Json.object(Json.write(Map.of("texts", texts))));
    } catch (InvalidMember invalid) {
      return form(Response.Status.BAD_REQUEST, seen, texts, Map.of("error", invalid.path()));
    }
    if (!visit.fields().text(SEEN).equals(Integer.toString(seen))) {
      return form(Response.Status.CONFLICT, seen, texts, Map.of("error", "changed"));
    }
    return switch (visit.fields().text("do")) {
      case "publish" -> publish(read, seen, texts);
      case "preview" ->
          form(
              Response.Status.OK,
              seen,
              texts,
              Map.of("preview", NoticeView.of(read, visit.locale())));
      default -> form(Response.Status.OK, seen, texts, Map.of());
    };
  }

  private Response publish(
      List<NoticeText> read, int seen, Map<String, Map<String, String>> texts) {
    try {
      Notice notice =
          visit
              .administration()
              .notices(id)
              .publish(
                  read,
                  present -> {
                    if (present.size() != seen) {
                      throw new Changed();
                    }
                  })
              .orElseThrow(NoSuchPage::new);
      return visit.done(
          "noticePublished",
          "hostings",
          id.toString(),
          "notices",
          Integer.toString(notice.version()));
    } catch (Changed changed) {
      return form(Response.Status.CONFLICT, seen + 1, texts, Map.of("error", "changed"));
    }
  }

  private Map<String, Map<String, String>> written() {
    Map<String, Map<String, String>> texts = new LinkedHashMap<>();
    for (String language : languages()) {
      String title = visit.fields().text(language + ".title");
      String body = visit.fields().text(language + ".body");
      if (!title.isEmpty() || !body.isEmpty()) {
        texts.put(language, Map.of("title", title, "body", body));
      }
    }
    return texts;
  }

  private List<Notice> published() {
    return visit.administration().notices(id).all().orElseThrow(NoSuchPage::new);
  }

  // French and English, and whatever the current version has beside them
  private Set<String> languages() {
    Set<String> languages = new TreeSet<>();
    published().stream().flatMap(n -> n.texts().keySet().stream()).forEach(languages::add);
    Set<String> ordered = new LinkedHashSet<>(List.of("fr", "en"));
    ordered.addAll(languages);
    return ordered;
  }

  private Response form(
      Response.Status status,
      int seen,
      Map<String, Map<String, String>> texts,
      Map<String, Object> more) {
    Map<String, Object> model = new HashMap<>(more);
    model.put("practice", visit.practice(id.practice()));
    model.put("host", id.host());
    model.put("hosting", visit.path("hostings", id.toString()));
    model.put(SEEN, seen);
    model.put(
        "languages",
        languages().stream()
            .map(
                language ->
                    Map.of(
                        "code", language,
                        "name", Locale.forLanguageTag(language).getDisplayLanguage(visit.locale()),
                        "title", texts.getOrDefault(language, Map.of()).getOrDefault("title", ""),
                        "body", texts.getOrDefault(language, Map.of()).getOrDefault("body", "")))
            .toList());
    return visit.show(status, "hosting-console-notice-form.ftl", model);
  }
}
