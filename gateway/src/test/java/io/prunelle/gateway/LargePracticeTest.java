// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A practice with more patients than are gathered for one answer. */
final class LargePracticeTest {

  /** Born in the years from 1900 on, twenty in each. */
  private static final List<JsonObject> PATIENTS =
      IntStream.range(0, 1_500)
          .mapToObj(
              i ->
                  new JsonObject()
                      .put("resourceType", "Patient")
                      .put("id", "p" + i)
                      .put("birthDate", 1900 + i / 20 + "-01-01"))
          .toList();

  /** What was found, so that pages can be asked for. */
  private static final List<List<JsonObject>> SEARCHES = new CopyOnWriteArrayList<>();

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    gateway.premises.answers(LargePracticeTest::answer);
    gateway.cloud.answers(request -> Reply.json(200, RecordingHost.searchset()));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** And says by what to narrow it, rather than leave any of them out. */
  @ParameterizedTest
  @ValueSource(strings = {"/Patient", "/Patient?_count=10", "/Patient?_summary=count"})
  void aListOfAllOfThemIsRefusedWithWhatToDo(String path) {
    Answer answer = gateway.get(path, gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().getJsonArray("issue").getJsonObject(0).getString("code"))
        .isEqualTo("too-costly");
    assertThat(answer.diagnostics()).contains("1000", "_lastUpdated", "birthdate");
    assertThat(answer.body()).doesNotContain("birthDate");
  }

  /** A part at a time, each of them once. */
  @Test
  void allOfThemAreListedByTheirYearsOfBirth() {
    Set<String> listed = new TreeSet<>();
    int seen = 0;
    for (String years : List.of("birthdate=lt1940", "birthdate=ge1940")) {
      @Nullable String next = gateway.fhir() + "/Patient?" + years + "&_count=400";
      while (next != null) {
        Answer page = gateway.send("GET", URI.create(next), gateway.realm.practitioner(), null);
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        List<String> ids = page.ids();
        seen += ids.size();
        listed.addAll(ids);
        next = page.next();
      }
    }

    assertThat(listed).hasSize(PATIENTS.size());
    assertThat(seen).isEqualTo(PATIENTS.size());
  }

  /** As an EHR asks for those whom it knows. */
  @Test
  void aThousandOfThemAreAskedForByTheirIds() {
    Answer thousand = byIds(1_000);
    Answer more = byIds(1_001);

    assertThat(thousand.status()).as(thousand.body()).isEqualTo(200);
    assertThat(thousand.ids()).hasSize(1_000);
    assertThat(thousand.next()).isNull();
    assertThat(more.status()).isEqualTo(422);
  }

  private static Answer byIds(int number) {
    String ids = IntStream.range(0, number).mapToObj(i -> "p" + i).collect(Collectors.joining(","));
    return gateway.post(
        "/Patient/_search",
        gateway.realm.practitioner(),
        "_id=" + ids + "&_count=1000",
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  /** Searches by birth date and id, a hundred to a page. */
  private static Reply answer(Arrived request) {
    Matcher further = Pattern.compile("\\?page=(\\d+)-(\\d+)").matcher(request.uri());
    if (further.find()) {
      int search = Integer.parseInt(further.group(1));
      return page(search, Integer.parseInt(further.group(2)));
    }
    String asked = URLDecoder.decode(request.uri() + "&" + request.body(), StandardCharsets.UTF_8);
    Matcher born = Pattern.compile("birthdate=(lt|ge)(\\d+)").matcher(asked);
    Matcher named = Pattern.compile("_id=([^&]*)").matcher(asked);
    boolean byBirth = born.find();
    Set<String> ids = named.find() ? Set.of(named.group(1).split(",", -1)) : Set.of();
    SEARCHES.add(
        PATIENTS.stream()
            .filter(
                each ->
                    !byBirth
                        || each.getString("birthDate").compareTo(born.group(2)) < 0
                            == born.group(1).equals("lt"))
            .filter(each -> ids.isEmpty() || ids.contains(each.getString("id")))
            .toList());
    return page(SEARCHES.size() - 1, 0);
  }

  private static Reply page(int search, int from) {
    List<JsonObject> all = SEARCHES.get(search);
    int to = Math.min(all.size(), from + 100);
    JsonObject bundle = RecordingHost.searchset(all.subList(from, to).toArray(JsonObject[]::new));
    if (to < all.size()) {
      bundle.put(
          "link",
          new JsonArray()
              .add(
                  new JsonObject()
                      .put("relation", "next")
                      .put("url", gateway.premises.url() + "?page=" + search + "-" + to)));
    }
    return Reply.json(200, bundle);
  }
}
