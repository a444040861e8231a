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
  private final List<Notice> published;

  /**
   * @throws NoSuchPage when there is no such hosting
   */
  NoticeForm(Visit visit, String id) {
    this.visit = visit;
    this.id = HostingId.parse(id).orElseThrow(NoSuchPage::new);
    visit.administration().notices(this.id).requireManage();
    this.published = visit.administration().notices(this.id).all().orElseThrow(NoSuchPage::new);
  }

  /** Starts from the current version. */
  Response open() {
    Map<String, Map<String, String>> texts = new LinkedHashMap<>();
    if (!published.isEmpty()) {
      for (NoticeText text : published.get(published.size() - 1).texts().values()) {
        texts.put(text.language(), Map.of("title", text.title(), "body", text.body()));
      }
    }
    return form(Response.Status.OK, texts, Map.of());
  }

  /** Shows beforehand, or publishes, or goes back to writing. */
  Response sent() {
    Map<String, Map<String, String>> texts = written();
    List<NoticeText> read;
    try {
      read = Notice.readTexts(Json.object(Json.write(Map.of("texts", texts))));
    } catch (InvalidMember invalid) {
      return form(Response.Status.BAD_REQUEST, texts, Map.of("error", invalid.path()));
    }
    if (!visit.fields().text(SEEN).equals(Integer.toString(published.size()))) {
      return form(Response.Status.CONFLICT, texts, Map.of("error", "changed"));
    }
    return switch (visit.fields().text("do")) {
      case "publish" -> publish(read, texts);
      case "preview" ->
          form(Response.Status.OK, texts, Map.of("preview", NoticeView.of(read, visit.locale())));
      default -> form(Response.Status.OK, texts, Map.of());
    };
  }

  private Response publish(List<NoticeText> read, Map<String, Map<String, String>> texts) {
    try {
      Notice notice =
          visit
              .administration()
              .notices(id)
              .publish(
                  read,
                  present -> {
                    if (present.size() != published.size()) {
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
      return new NoticeForm(visit, id.toString())
          .form(Response.Status.CONFLICT, texts, Map.of("error", "changed"));
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

  // French and English, and whatever the versions have beside them
  private Set<String> languages() {
    Set<String> more = new TreeSet<>();
    published.stream().flatMap(n -> n.texts().keySet().stream()).forEach(more::add);
    Set<String> languages = new LinkedHashSet<>(List.of("fr", "en"));
    languages.addAll(more);
    return languages;
  }

  private Response form(
      Response.Status status, Map<String, Map<String, String>> texts, Map<String, Object> more) {
    Map<String, Object> model = new HashMap<>(more);
    model.put("practice", visit.practice(id.practice()));
    model.put("host", id.host());
    model.put("hosting", visit.path("hostings", id.toString()));
    model.put(SEEN, published.size());
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
