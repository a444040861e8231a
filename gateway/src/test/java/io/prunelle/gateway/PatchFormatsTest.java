// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.Shelf;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A patch is a patch in whichever of FHIR's formats it is said. */
final class PatchFormatsTest {

  private static final String JSON_PATCH = "application/json-patch+json";
  private static final String XML_PATCH = "application/xml-patch+xml";
  private static final String FHIR_JSON = "application/fhir+json";
  private static final String FHIR_XML = "application/fhir+xml";
  private static RunningGateway gateway;

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
    gateway.premises.has(observation("o1", "p1"), observation("o2", "p2"));
  }

  /** What replaces an element's value, in each format. */
  static String replace(String format, String element, String value) {
    return switch (format) {
      case JSON_PATCH ->
          "[{\"op\":\"replace\",\"path\":\"/%s\",\"value\":\"%s\"}]".formatted(element, value);
      case XML_PATCH ->
          "<diff xmlns:f=\"http://hl7.org/fhir\"><replace sel=\"f:Observation/f:%s/@value\">%s</replace></diff>"
              .formatted(element.replace("/", "/f:"), value);
      case FHIR_XML ->
          "<Parameters xmlns=\"http://hl7.org/fhir\"><parameter><name value=\"operation\"/><part><name value=\"type\"/><valueCode value=\"replace\"/></part><part><name value=\"path\"/><valueString value=\"Observation.%s\"/></part><part><name value=\"value\"/><valueString value=\"%s\"/></part></parameter></Parameters>"
              .formatted(element.replace('/', '.'), value);
      default ->
          "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":[{\"name\":\"type\",\"valueCode\":\"replace\"},{\"name\":\"path\",\"valueString\":\"Observation.%s\"},{\"name\":\"value\",\"valueString\":\"%s\"}]}]}"
              .formatted(element.replace('/', '.'), value);
    };
  }

  static Stream<String> formats() {
    return Stream.of(JSON_PATCH, XML_PATCH, FHIR_JSON, FHIR_XML);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aPatchIsAppliedHereAndItsResultSentAsAnUpdateOfTheVersionLookedAt(String format) {
    Answer answer = patch("o1", format, replace(format, "status", "amended"));

    assertThat(answer.status()).isEqualTo(200);
    Arrived update = gateway.premises.arrived().get(1);
    assertThat(update.method()).isEqualTo("PUT");
    assertThat(update.headers().get("If-Match")).isEqualTo("W/\"7\"");
    assertThat(update.headers().get("Content-Type")).startsWith(FHIR_JSON);
    assertThat(update.body().toJsonObject())
        .isEqualTo(observation("o1", "p1").put("status", "amended"));
    assertThat(gateway.settled(answer))
        .containsEntry("method", "PATCH")
        .containsEntry("patient", "p1");
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aPatchByAConditionIsOneToo(String format) {
    Shelf.of(gateway.premises, version7());
    URI one = URI.create(gateway.fhir() + "/Observation?patient=p1&_id=o1");
    String patch = replace(format, "status", "amended");

    Answer alone =
        gateway.send("PATCH", one, gateway.realm.patient("p1"), patch, "Content-Type", format);
    JsonObject among = inABatch("Observation?patient=p1&_id=o1", format, patch);

    assertThat(alone.status()).as(alone.body()).isEqualTo(200);
    assertThat(alone.json()).isEqualTo(version7().put("status", "amended"));
    assertThat(among).isEqualTo(alone.json());
  }

  private static JsonObject version7() {
    return observation("o1", "p1").put("meta", new JsonObject().put("versionId", "7"));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aPatchThatMakesItAnothersReachesNoHost(String format) {
    Answer answer = patch("o1", format, replace(format, "subject/reference", "Patient/p2"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.premises.arrived()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aPatchOfAnothersResourceIsAnsweredLikeOneOfNothing(String format) {
    Answer theirs = patch("o2", format, replace(format, "status", "amended"));
    Answer absent = patch("none", format, replace(format, "status", "amended"));

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body());
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whatDoesNotApplyIsTold(String format) {
    Answer answer = patch("o1", format, replace(format, "issued", "2020"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(gateway.premises.arrived()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aPatchInABatchIsOneToo(String format) {
    assertThat(inABatch("Observation/o1", format, replace(format, "status", "amended")))
        .isEqualTo(observation("o1", "p1").put("status", "amended"));
  }

  private static JsonObject inABatch(String url, String format, String patch) {
    JsonObject resource =
        format.equals(FHIR_JSON)
            ? new JsonObject(patch)
            : new JsonObject()
                .put("resourceType", "Binary")
                .put("contentType", format)
                .put(
                    "data",
                    Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8)));
    JsonObject entry =
        new JsonObject()
            .put("resource", resource)
            .put("request", new JsonObject().put("method", "PATCH").put("url", url));
    JsonObject batch =
        new JsonObject()
            .put("resourceType", "Bundle")
            .put("type", "batch")
            .put("entry", new JsonArray().add(entry));

    Answer answer =
        gateway.send(
            "POST", URI.create(gateway.fhir()), gateway.realm.patient("p1"), batch.encode());

    return Bundles.entry(answer, 0).getJsonObject("resource");
  }

  /** Of whom a patient's own resource mentions, the patient is shown that it is somebody. */
  static Stream<Arguments> looks() {
    return Stream.of(
        Arguments.of(
            JSON_PATCH,
            "[{\"op\":\"test\",\"path\":\"/performer/0/reference\",\"value\":\"Patient/p2\"},{\"op\":\"remove\",\"path\":\"/performer/0\"}]"),
        Arguments.of(
            JSON_PATCH,
            "[{\"op\":\"copy\",\"from\":\"/performer/0/reference\",\"path\":\"/language\"},{\"op\":\"remove\",\"path\":\"/performer/0\"}]"),
        Arguments.of(
            JSON_PATCH,
            "[{\"op\":\"move\",\"from\":\"/performer/0/reference\",\"path\":\"/language\"}]"),
        Arguments.of(
            FHIR_JSON,
            "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":[{\"name\":\"type\",\"valueCode\":\"delete\"},{\"name\":\"path\",\"valueString\":\"Observation.performer.where(reference='Patient/p2')\"}]}]}"),
        Arguments.of(
            XML_PATCH,
            "<diff xmlns:f=\"http://hl7.org/fhir\"><remove sel=\"f:Observation/f:performer[f:reference/@value='Patient/p2']\"/></diff>"));
  }

  @ParameterizedTest
  @MethodSource("looks")
  void aPatchDoesNotFindOutWhoIsMasked(String format, String patch) {
    JsonObject performer = new JsonObject().put("reference", "Patient/p2");
    gateway.premises.has(observation("o1", "p1").put("performer", new JsonArray().add(performer)));

    Answer right = patch("o1", format, patch);
    Answer wrong = patch("o1", format, patch.replace("p2", "p3"));

    assertThat(right.status()).isEqualTo(403);
    assertThat(right.body()).isEqualTo(wrong.body()).doesNotContain("p2");
    assertThat(gateway.arrived()).allMatch(request -> request.method().equals("GET"));
  }

  /** What takes away by what a mention is hidden, and leaves the rest of it to be read. */
  static Stream<Arguments> unmasking() {
    String fhirPath =
        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":[{\"name\":\"type\",\"valueCode\":\"%s\"},{\"name\":\"path\",\"valueString\":\"Observation.performer[0].%s\"}]}]}";
    return Stream.of(
        Arguments.of(
            JSON_PATCH,
            "[{'op':'replace','path':'/performer/0/reference','value':'Practitioner/d1'}]"),
        Arguments.of(
            JSON_PATCH, "[{'op':'replace','path':'/performer/0/reference','value':'Patient/p1'}]"),
        Arguments.of(JSON_PATCH, "[{'op':'remove','path':'/performer/0/reference'}]"),
        Arguments.of(
            JSON_PATCH, "[{'op':'add','path':'/performer/0/reference','value':'Practitioner/d1'}]"),
        Arguments.of(
            JSON_PATCH, "[{'op':'replace','path':'/performer/0/display','value':'nobody'}]"),
        Arguments.of(JSON_PATCH, "[{'op':'add','path':'/performer/0/type','value':'Device'}]"),
        Arguments.of(
            JSON_PATCH, "[{'op':'replace','path':'/performer/1/type','value':'Practitioner'}]"),
        Arguments.of(JSON_PATCH, "[{'op':'remove','path':'/performer/1/type'}]"),
        Arguments.of(JSON_PATCH, "[{'op':'remove','path':'/contained/0/subject'}]"),
        Arguments.of(
            JSON_PATCH, "[{'op':'add','path':'/contained/0/resourceType','value':'Medication'}]"),
        Arguments.of(
            JSON_PATCH, "[{'op':'replace','path':'/contained/0/resourceType','value':'Basic'}]"),
        Arguments.of(FHIR_JSON, fhirPath.formatted("delete", "display")),
        Arguments.of(FHIR_JSON, replace(FHIR_JSON, "performer[0]/reference", "Practitioner/d1")),
        Arguments.of(
            XML_PATCH,
            "<diff xmlns:f='http://hl7.org/fhir'><replace sel='f:Observation/f:performer[1]/f:reference/@value'>Practitioner/d1</replace></diff>"),
        Arguments.of(
            XML_PATCH,
            "<diff xmlns:f='http://hl7.org/fhir'><remove sel='f:Observation/f:performer[1]/f:display'/></diff>"));
  }

  @ParameterizedTest
  @MethodSource("unmasking")
  void aPatchDoesNotReachBehindAMask(String format, String patch) {
    gateway.premises.has(mentioning());

    Answer answer = patch("o1", format, patch.replace('\'', '"'));

    assertThat(answer.status()).isIn(403, 422);
    assertThat(answer.body()).doesNotContain("p2", "Jean", "INS2");
    assertThat(gateway.arrived()).allMatch(request -> request.method().equals("GET"));
  }

  /** Before a mask there is no reference, and to delete what is not there changes nothing. */
  @Test
  void whatIsBehindAMaskIsNotThereToBeDeleted() {
    gateway.premises.has(mentioning());

    Answer answer =
        patch(
            "o1",
            FHIR_JSON,
            "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":[{\"name\":\"type\",\"valueCode\":\"delete\"},{\"name\":\"path\",\"valueString\":\"Observation.performer[0].reference\"}]}]}");

    assertThat(answer.body()).doesNotContain("p2", "Jean", "INS2");
    assertThat(gateway.premises.arrived())
        .filteredOn(request -> request.method().equals("PUT"))
        .allSatisfy(request -> assertThat(request.body().toJsonObject()).isEqualTo(mentioning()));
  }

  /** Three who are masked: by reference, by identifier, and as a resource within. */
  private static JsonObject mentioning() {
    JsonObject identifier = new JsonObject().put("value", "INS2");
    return observation("o1", "p1")
        .put(
            "contained",
            new JsonArray()
                .add(
                    observation("inner", "p2").put("code", new JsonObject().put("text", "Jean's"))))
        .put(
            "performer",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("reference", "Patient/p2")
                        .put("identifier", identifier)
                        .put("display", "Jean Dupont"))
                .add(
                    new JsonObject()
                        .put("type", "Patient")
                        .put("identifier", identifier.copy())
                        .put("display", "Jean Dupont")));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whoIsMaskedStaysAsTheyAreWhereTheRestIsPatched(String format) {
    JsonObject performer =
        new JsonObject()
            .put("type", "Patient")
            .put("identifier", new JsonObject().put("value", "INS2"))
            .put("display", "Jean Dupont");
    JsonObject literal = new JsonObject().put("reference", "Patient/p2");
    JsonObject stored =
        observation("o1", "p1").put("performer", new JsonArray().add(performer).add(literal));
    gateway.premises.answers(
        request ->
            request.method().equals("PUT")
                ? Reply.json(200, request.body().toJsonObject())
                : Reply.json(200, stored).with("ETag", "W/\"7\""));

    Answer answer = patch("o1", format, replace(format, "status", "amended"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("masked").doesNotContain("INS2", "Jean", "p2");
    assertThat(gateway.premises.arrived().get(1).body().toJsonObject())
        .isEqualTo(stored.copy().put("status", "amended"));
  }

  @Test
  void whatMentionsOthersCanStillBeChangedWithoutLooking() {
    JsonObject performer = new JsonObject().put("reference", "Patient/p2");
    gateway.premises.answers(
        request ->
            request.method().equals("PUT")
                ? Reply.json(200, request.body().toJsonObject())
                : Reply.json(
                        200,
                        observation("o1", "p1").put("performer", new JsonArray().add(performer)))
                    .with("ETag", "W/\"7\""));

    Answer answer = patch("o1", JSON_PATCH, "[{\"op\":\"remove\",\"path\":\"/performer\"}]");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(observation("o1", "p1"));
  }

  @Test
  void theGatewaySaysWhichPatchesItTakes() {
    assertThat(gateway.get("/metadata", null).json().getJsonArray("patchFormat"))
        .isEqualTo(new JsonArray(List.of(JSON_PATCH, XML_PATCH, FHIR_JSON, FHIR_XML)));
  }

  private static Answer patch(String id, String format, String patch) {
    return gateway.send(
        "PATCH",
        URI.create(gateway.fhir() + "/Observation/" + id),
        gateway.realm.patient("p1"),
        patch,
        "Content-Type",
        format);
  }
}
