// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What names no patient, and is told by what it is about: wherever the host's pages end, the same
 * of it is shown.
 */
final class ToldByOthersTest {

  private static final String SEARCH = "/Observation?patient=p1&_revinclude=Provenance:target";

  private static RunningGateway gateway;

  /** Of the patient, in the order in which the host has them. */
  private static final List<JsonObject> OBSERVATIONS =
      IntStream.range(0, 5).mapToObj(i -> observation("o" + i, "p1")).toList();

  private static final List<JsonObject> BROUGHT =
      List.of(
          provenance("near", "Observation/o0"),
          provenance("far", "Observation/o0", "Observation/o4"),
          provenance("beside", "Observation/o1", "Condition/c1"),
          provenance("anothers", "Observation/o2", "Observation/p2s"),
          provenance("lost", "Observation/o3", "Observation/none"));

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void resources() {
    gateway.cloud.reset();
    gateway.premises.reset();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Observation?patient=p1&_revinclude=Provenance:target | 1",
        "/Observation?patient=p1&_revinclude=Provenance:target | 2",
        "/Observation?patient=p1&_revinclude=Provenance:target | 3",
        "/Observation?patient=p1&_revinclude=Provenance:target | 9",
        "/Patient/p1/$everything | 1",
        "/Patient/p1/$everything | 2",
        "/Patient/p1/$everything | 9"
      })
  void whereverTheHostsPagesEndTheSameIsShown(String path, int size) {
    gateway.premises.answers(request -> answer(request, size));

    for (String token : List.of(gateway.realm.patient("p1"), gateway.realm.practitioner())) {
      assertThat(shown(path, token)).containsExactly("beside", "far", "near");
    }
  }

  /** The scope covers what is shown, and it is shown by its id as well. */
  @Test
  void whatTellsNeedNotBeCoveredItself() {
    gateway.premises.answers(request -> answer(request, 9));
    String token =
        gateway.realm.token(
            gateway
                .realm
                .patientClaims("p1")
                .put("scope", "openid patient/Observation.rs patient/Provenance.rs"));

    Answer byId = gateway.get("/Provenance/beside", token);

    assertThat(byId.status()).isEqualTo(200);
    assertThat(shown("/Observation?patient=p1&_revinclude=Provenance:target", token))
        .contains("beside");
  }

  /** It is theirs, since it names them, and may have been written past the gateway. */
  @Test
  void whatItIsAboutBesidesIsMaskedForItsPatientUnlessItIsTheirs() {
    JsonObject own =
        provenance("mixed", "Patient/p1", "Observation/o0", "Observation/p2s", "Observation/none");
    own.getJsonArray("target").getJsonObject(2).put("display", "Secret");
    gateway.premises.answers(
        request ->
            request.uri().contains("?") || request.uri().contains("$")
                ? page(List.of(own), List.of(), null)
                : RecordingHost.stored(
                    request, List.of(own, OBSERVATIONS.get(0), observation("p2s", "p2"))));

    for (String path :
        List.of("/Provenance/mixed", "/Provenance?patient=p1", "/Patient/p1/$everything")) {
      Answer theirs = gateway.get(path, gateway.realm.patient("p1"));
      Answer practitioners = gateway.get(path, gateway.realm.practitioner());

      assertThat(theirs.status()).as(theirs.body()).isEqualTo(200);
      assertThat(theirs.body())
          .contains("Patient/p1", "Observation/o0", "masked")
          .doesNotContain("p2s", "Secret", "Observation/none");
      assertThat(practitioners.body()).contains("Observation/p2s");
    }
  }

  /** An import is about hundreds of them. */
  @Test
  void ofSoManyTheRestIsShownUnseen() {
    JsonObject imported =
        provenance(
            "import",
            Stream.concat(
                    Stream.of("Patient/p1"),
                    IntStream.range(0, 500).mapToObj(i -> "Observation/i" + i))
                .toArray(String[]::new));
    gateway.premises.answers(
        request ->
            request.uri().contains("Provenance")
                ? RecordingHost.stored(request, List.of(imported))
                : Reply.json(200, observation(request.uri().replaceFirst(".*/", ""), "p1")));

    Answer answer = gateway.get("/Provenance/import", gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("Observation/i0", "Observation/i49", "Observation/i499");
    assertThat(lookedAt()).isEqualTo(50);
  }

  /** Shown as it is, it may be anybody's: whose something else is, it does not tell. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Observation?patient=p1&_revinclude=Provenance:target",
        "/Patient/p1/$everything"
      })
  void whatIsNotLookedAtTellsOfNothing(String path) {
    JsonObject imported =
        provenance(
            "import",
            Stream.of(
                    Stream.of("Patient/p1", "Observation/o2"),
                    IntStream.range(0, 60).mapToObj(i -> "Observation/i" + i),
                    Stream.of("Observation/p2s"))
                .flatMap(each -> each)
                .toArray(String[]::new));
    JsonObject header =
        new JsonObject()
            .put("resourceType", "MessageHeader")
            .put("id", "header")
            .put("focus", new JsonArray().add(to("Observation/o2")).add(to("Observation/p2s")));
    gateway.premises.answers(
        request ->
            request.uri().contains("?") || request.uri().contains("$")
                ? page(
                    List.of(OBSERVATIONS.get(2)),
                    List.of(
                        imported,
                        provenance("anothers", "Observation/o2", "Observation/p2s"),
                        header),
                    null)
                : Reply.json(
                    200,
                    observation(
                        request.uri().replaceFirst(".*/", ""),
                        request.uri().endsWith("p2s") ? "p2" : "p1")));

    Answer answer = gateway.get(path, gateway.realm.patient("p1"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.ids()).containsExactlyInAnyOrder("o2", "import");
  }

  /** For what comes after it nothing can be looked at any more, and nothing is shown unseen. */
  @ParameterizedTest
  @ValueSource(strings = {"/Provenance?patient=p1", "/Patient/p1/$everything"})
  void whoFillsTheRoomUnmasksNothing(String path) {
    List<JsonObject> all =
        new ArrayList<>(
            IntStream.range(0, 8)
                .mapToObj(
                    i ->
                        provenance(
                            "many" + i,
                            Stream.concat(
                                    Stream.of("Patient/p1"),
                                    IntStream.range(50 * i, 50 * i + 50)
                                        .mapToObj(j -> "Observation/f" + j))
                                .toArray(String[]::new)))
                .toList());
    all.add(provenance("mixed", "Patient/p1", "Observation/h1"));
    gateway.premises.answers(
        request ->
            request.uri().contains("?") || request.uri().contains("$")
                ? page(all, List.of(), null)
                : Reply.json(
                    200,
                    observation(
                        request.uri().replaceFirst(".*/", ""),
                        request.uri().endsWith("/h1") ? "p2" : "p1")));

    Answer answer = gateway.get(path, gateway.realm.patient("p1"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.ids()).hasSize(9);
    assertThat(answer.body()).contains("Observation/f0", "Observation/f399").doesNotContain("h1");
    assertThat(lookedAt()).isEqualTo(400);
  }

  /** It may be shown beside what is theirs, and makes nothing theirs, as by its id. */
  @Test
  void whatIsNobodysTellsOfNothing() {
    JsonObject device = new JsonObject().put("resourceType", "Device").put("id", "nobodys");
    JsonObject both = provenance("both", "Observation/o1", "Device/nobodys");
    gateway.premises.answers(
        request ->
            request.uri().contains("?")
                ? page(List.of(OBSERVATIONS.get(1)), List.of(both), null)
                : RecordingHost.stored(request, List.of(OBSERVATIONS.get(1), device, both)));
    String token = gateway.realm.patient("p1");

    Answer brought = gateway.get(SEARCH, token);

    assertThat(gateway.get("/Provenance/both", token).status()).isEqualTo(404);
    assertThat(brought.status()).as(brought.body()).isEqualTo(200);
    assertThat(brought.ids()).containsExactly("o1");
  }

  /** Finding nothing would be the wrong answer; it says how to ask. */
  @Test
  void byWhatTheyAreAboutTheyAreFoundWithThatOrNotAtAll() {
    gateway.premises.answers(
        request ->
            page(
                List.of(provenance("near", "Observation/o0")), List.of(OBSERVATIONS.get(0)), null));
    String search = "/Provenance?target=Observation/o0";

    for (String token : List.of(gateway.realm.patient("p1"), gateway.realm.practitioner())) {
      Answer alone = gateway.get(search, token);

      assertThat(alone.status()).isEqualTo(403);
      assertThat(alone.diagnostics()).contains("_revinclude=Provenance:target");
      assertThat(gateway.settled(alone)).containsEntry("reason", "parameter-tells-whose");
    }
    assertThat(gateway.arrived()).isEmpty();
    Answer along =
        gateway.get(search + "&_include=Provenance:target", gateway.realm.practitioner());
    assertThat(along.status()).as(along.body()).isEqualTo(200);
    assertThat(along.ids()).contains("near", "o0");
    assertThat(gateway.get(search + "&patient=p1", gateway.realm.practitioner()).status())
        .isEqualTo(200);
  }

  /** What it is about besides is masked for them, and a guess of it would be answered. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Provenance?patient=p1&target=",
        "/Provenance?target=Patient/p1&target=",
        "/Patient/p1/Provenance?patient=p1&target=",
        "/Patient/p1/*?_type=Provenance&patient=p1&target=",
        "?_type=Provenance&patient=p1&target="
      })
  void forItsPatientNothingIsFoundByWhatItIsAboutBesides(String search) {
    gateway.premises.answers(
        request ->
            page(
                request.uri().contains("p2s")
                    ? List.of(provenance("mixed", "Patient/p1", "Observation/p2s"))
                    : List.of(),
                List.of(),
                null));
    String token = gateway.realm.patient("p1");

    Answer right = gateway.get(search + "Observation/p2s", token);
    Answer wrong = gateway.get(search + "Observation/none", token);

    assertThat(right.status()).as(right.body()).isEqualTo(wrong.status()).isEqualTo(403);
    assertThat(right.body()).isEqualTo(wrong.body());
    assertThat(gateway.arrived()).isEmpty();
  }

  /**
   * Nor by who sees all records of the practice beside their own, or that of their ward, where what
   * it is about is brought along. By its patient they are shown it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"patient", "guardian"})
  void whoIsStaffBesidesFindsNothingOfTheirOwnByWhatItIsAboutBesides(String capacity) {
    JsonObject mixed = provenance("mixed", "Patient/p1", "Observation/p2s");
    JsonObject anothers = provenance("anothers", "Patient/p3", "Observation/p2s");
    JsonObject about = observation("p2s", "p2");
    gateway.premises.answers(
        request -> {
          if (!request.uri().contains("?")) {
            return RecordingHost.stored(request, List.of(mixed, anothers, about));
          }
          return !request.uri().contains("target=")
              ? page(List.of(mixed), List.of(), null)
              : request.uri().contains("p2s")
                  ? page(List.of(mixed, anothers), List.of(about), null)
                  : page(List.of(anothers), List.of(), null);
        });
    String token = gateway.realm.token(staffAnd(capacity));

    Answer shown = gateway.get("/Provenance?patient=p1", token);
    assertThat(shown.ids()).containsExactly("mixed");
    assertThat(shown.body()).contains("masked").doesNotContain("p2s");
    for (String search :
        List.of(
            "/Provenance?_include=Provenance:target&target=Observation/%s",
            "/Provenance?_include=Provenance:target&_summary=count&target=Observation/%s",
            "/Provenance?_include=Provenance:target&patient=p1,p3&target=Observation/%s",
            "?_type=Provenance&_include=Provenance:target&target=Observation/%s")) {
      Answer right = gateway.get(search.formatted("p2s"), token);
      Answer wrong = gateway.get(search.formatted("none"), token);

      assertThat(right.status()).as(right.body()).isEqualTo(200);
      assertThat(right.body().replace("p2s", "none"))
          .isEqualTo(wrong.body().replace("p2s", "none"));
      assertThat(right.json().getInteger("total")).isEqualTo(1);
    }
  }

  private static JsonObject staffAnd(String capacity) {
    JsonObject claims = gateway.realm.patientClaims(capacity.equals("patient") ? "p1" : "p9");
    claims
        .put(
            "realm_access",
            new JsonObject().put("roles", new JsonArray().add("patient").add("practitioner")))
        .put("staff_of", new JsonArray().add(TestRealm.PRACTICE))
        .put("scope", "openid user/*.cruds patient/*.cruds");
    return capacity.equals("patient")
        ? claims
        : claims.put(
            "guardian_of",
            new JsonObject()
                .put(
                    "p1",
                    new JsonObject().put("practices", new JsonArray().add(TestRealm.PRACTICE))));
  }

  /** An answer that might lack something else is none. */
  @Test
  void whenWhatTellsCannotBeLookedAtTheAnswerIsNone() {
    gateway.premises.answers(
        request ->
            request.uri().equals("/fhir/Condition/c1")
                ? Reply.json(500, new JsonObject())
                : answer(request, 9));

    Answer answer =
        gateway.get(
            "/Observation?patient=p1&_revinclude=Provenance:target", gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(502);
  }

  /** What it is about besides makes no difference any more. */
  @Test
  void whatIsAnothersAlreadyIsLookedAtNoFurther() {
    gateway.premises.answers(
        request ->
            page(
                List.of(OBSERVATIONS.get(0)),
                List.of(
                    provenance("mixed", "Observation/o0", "Observation/p2s", "Condition/c1"),
                    observation("p2s", "p2")),
                null));

    Answer answer = gateway.get(SEARCH, gateway.realm.practitioner());

    assertThat(answer.ids()).containsExactly("o0");
    assertThat(gateway.premises.arrived()).hasSize(1);
  }

  /** It would lack something, and tells by that of nothing but how much there is. */
  @Test
  void whatTellsIsLookedAtOnceAndMoreThanSoMuchIsRefused() {
    gateway.premises.answers(request -> about(request, 57));
    Answer whole = gateway.get(SEARCH, gateway.realm.practitioner());
    long looked = lookedAt();
    Answer batch =
        gateway.post(
            "",
            gateway.realm.practitioner(),
            Bundles.of("batch", Bundles.get(SEARCH.substring(1)), Bundles.get(SEARCH.substring(1)))
                .encode());
    long again = lookedAt() - looked;
    gateway.premises.answers(request -> about(request, 58));
    Answer more = gateway.get(SEARCH, gateway.realm.practitioner());

    assertThat(whole.ids()).hasSize(58);
    assertThat(looked).isEqualTo(399);
    assertThat(Bundles.statuses(batch)).containsExactly("200", "200");
    assertThat(again).isEqualTo(399);
    assertThat(more.status()).isEqualTo(422);
    assertThat(lookedAt()).isEqualTo(2 * 399);
    assertThat(gateway.settled(more)).containsEntry("status", 422);
  }

  /** Which is all of a request, however many entries it has. */
  @Test
  void entriesOfABatchShareWhatIsLookedAt() {
    gateway.premises.answers(request -> about(request, 30));

    Answer batch =
        gateway.post(
            "",
            gateway.realm.practitioner(),
            Bundles.of(
                    "batch",
                    Bundles.get(SEARCH.substring(1)),
                    Bundles.get(SEARCH.substring(1) + "&code=other"))
                .encode());

    assertThat(Bundles.statuses(batch)).containsExactlyInAnyOrder("200", "422");
  }

  @Test
  void whatIsLookedAtCountsAsRequests() {
    try (RunningGateway slow =
        RunningGateway.start(TestDatabase.migrated(), s -> TestSettings.limiting(s, 1, 5))) {
      slow.premises.answers(request -> about(request, 57));

      Answer answer = slow.get(SEARCH, slow.realm.practitioner());

      assertThat(answer.status()).isEqualTo(429);
      assertThat(slow.premises.arrived()).hasSizeLessThan(200);
    }
  }

  /** So many, each about seven that are not on the page besides one that is. */
  private static Reply about(Arrived request, int number) {
    if (!request.uri().contains("?")) {
      String id = request.uri().replaceFirst(".*/", "");
      return Reply.json(200, observation(id, "p1"));
    }
    String other = request.uri().contains("other") ? "z" : "t";
    return page(
        List.of(OBSERVATIONS.get(0)),
        IntStream.range(0, number)
            .mapToObj(
                i ->
                    provenance(
                        "many" + i,
                        IntStream.range(0, 8)
                            .mapToObj(j -> "Observation/" + (j == 0 ? "o0" : other + (7 * i + j)))
                            .toArray(String[]::new)))
            .toList(),
        null);
  }

  private static long lookedAt() {
    return gateway.premises.arrived().stream()
        .filter(request -> request.uri().startsWith("/fhir/Observation/"))
        .count();
  }

  /**
   * http://hl7.org/fhir/R4/search.html#revinclude: each page stands alone as a coherent package. Of
   * one that does not, nothing is shown that nothing on it leads to.
   */
  @Test
  void whatAPageBringsIsLedToByThatPage() {
    JsonObject doctor = new JsonObject().put("resourceType", "Practitioner").put("id", "d1");
    JsonObject led =
        observation("o9", "p1").put("performer", new JsonArray().add(to("Practitioner/d1")));
    gateway.premises.answers(
        request ->
            request.uri().contains("?page=1")
                ? page(List.of(OBSERVATIONS.get(0)), List.of(doctor), null)
                : page(List.of(led), List.of(), "?page=1"));

    Answer first =
        gateway.get(
            "/Observation?patient=p1&_include=Observation:performer:Practitioner",
            gateway.realm.patient("p1"));
    Answer second =
        gateway.send("GET", URI.create(first.next()), gateway.realm.patient("p1"), null);

    assertThat(first.ids()).containsExactly("o9");
    assertThat(second.ids()).containsExactly("o0");
  }

  /** Provenances on all pages. */
  private static Set<String> shown(String path, String token) {
    Set<String> shown = new TreeSet<>();
    @Nullable String next = gateway.fhir() + path;
    while (next != null) {
      Answer page = gateway.send("GET", URI.create(next), token, null);
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      page.ids().stream().filter(id -> !id.startsWith("o")).forEach(shown::add);
      next = page.next();
    }
    return shown;
  }

  private static Reply answer(Arrived request, int size) {
    if (!request.uri().contains("?") && !request.uri().contains("$")) {
      return RecordingHost.stored(
          request,
          Stream.of(
                  OBSERVATIONS,
                  BROUGHT,
                  List.of(
                      observation("p2s", "p2"),
                      observation("c1", "p1").put("resourceType", "Condition")))
              .flatMap(List::stream)
              .toList());
    }
    // as HAPI has it, everything is found and nothing brought along
    boolean everything = request.uri().contains("everything");
    List<JsonObject> all = new ArrayList<>(everything ? BROUGHT : List.of());
    all.addAll(OBSERVATIONS);
    int from =
        request.uri().contains("page=")
            ? Integer.parseInt(request.uri().replaceFirst(".*page=(\\d+).*", "$1"))
            : 0;
    List<JsonObject> page = all.subList(from, Math.min(all.size(), from + size));
    String on = page.toString();
    return page(
        page,
        BROUGHT.stream()
            .filter(each -> !everything)
            .filter(
                each ->
                    each.getJsonArray("target").stream()
                        .map(to -> ((JsonObject) to).getString("reference").split("/", -1)[1])
                        .anyMatch(id -> on.contains('"' + id + '"')))
            .toList(),
        from + size < all.size()
            ? "?" + (everything ? "everything&" : "") + "page=" + (from + size)
            : null);
  }

  private static Reply page(
      List<JsonObject> found, List<JsonObject> brought, @Nullable String next) {
    JsonObject bundle = RecordingHost.searchset(found.toArray(JsonObject[]::new));
    brought.forEach(
        each ->
            bundle
                .getJsonArray("entry")
                .add(
                    new JsonObject()
                        .put("resource", each)
                        .put("search", new JsonObject().put("mode", "include"))));
    if (next != null) {
      bundle.put(
          "link",
          new JsonArray()
              .add(
                  new JsonObject(
                      Map.of("relation", "next", "url", gateway.premises.url() + next))));
    }
    return Reply.json(200, bundle);
  }

  private static JsonObject provenance(String id, String... targets) {
    JsonArray all = new JsonArray();
    List.of(targets).forEach(target -> all.add(to(target)));
    return new JsonObject().put("resourceType", "Provenance").put("id", id).put("target", all);
  }

  private static JsonObject to(String reference) {
    return new JsonObject().put("reference", reference);
  }
}
