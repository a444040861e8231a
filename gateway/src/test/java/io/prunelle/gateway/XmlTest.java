// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.format.FhirXml;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.Shelf;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** To clients that speak XML; hosts are asked, and everything is judged, in JSON. */
final class XmlTest {

  private static final String XML = "application/fhir+xml";
  private static final String FHIR = "xmlns=\"http://hl7.org/fhir\"";
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

  @ParameterizedTest
  @CsvSource({"'', application/fhir+xml", "'?_format=xml', application/fhir+json"})
  void aResourceIsReadInXmlAndTheHostIsAskedForJson(String query, String accept) {
    Answer answer =
        gateway.get("/Observation/o1" + query, gateway.realm.patient("p1"), "Accept", accept);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/fhir+xml;charset=utf-8");
    assertThat(answer.header("etag")).isEqualTo("W/\"7\"");
    assertThat(answer.body()).contains("<Observation " + FHIR + "><id value=\"o1\"/>");
    assertThat(fromXml(answer)).isEqualTo(observation("o1", "p1"));
    Arrived asked = gateway.premises.arrived().get(0);
    assertThat(asked.uri()).isEqualTo("/fhir/Observation/o1");
    assertThat(asked.headers().get("Accept")).isEqualTo("application/fhir+json");
  }

  @Test
  void aConditionalReadOfWhatIsKnownHasNoBody() {
    Answer answer =
        gateway.get(
            "/Observation/o1",
            gateway.realm.patient("p1"),
            "Accept",
            XML,
            "If-None-Match",
            "W/\"7\"");

    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aSearchIsAnsweredInXmlAlsoWhenTheFormSaysSo() {
    gateway.premises.answers(
        request -> Reply.json(200, RecordingHost.searchset(observation("o1", "p1"))));

    Answer answer =
        gateway.post(
            "/Observation/_search",
            gateway.realm.patient("p1"),
            "patient=p1&_format=application%2Ffhir%2Bxml&_pretty=true",
            "Content-Type",
            "application/x-www-form-urlencoded");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("\n    <fullUrl value=\"" + gateway.fhir());
    assertThat(fromXml(answer).getJsonArray("entry").getJsonObject(0).getJsonObject("resource"))
        .isEqualTo(observation("o1", "p1"));
  }

  /** Whoever follows a link says anew how the page is to be written. */
  @ParameterizedTest
  @CsvSource({"'', application/fhir+xml", "&_format=xml, application/fhir+json"})
  void aFurtherPageOverSeveralRecordsIsInXmlToo(String format, String accept) {
    String token = gateway.realm.practitioner();
    Shelf.of(gateway.premises, observation("o1", "p1"), observation("o2", "p2"));
    Shelf.of(gateway.cloud);
    Answer first =
        gateway.get(
            "/Observation?code=x&_count=1&_pretty=true", token, "Accept", "application/json");
    URI next = URI.create(first.next() + format);

    Answer second = gateway.send("GET", next, token, null, "Accept", accept);
    gateway.cloud.answers(request -> Reply.json(500, new JsonObject()));
    Answer refused = gateway.send("GET", next, token, null, "Accept", accept);

    assertThat(second.status()).as(second.body()).isEqualTo(200);
    assertThat(second.header("content-type")).isEqualTo("application/fhir+xml;charset=utf-8");
    assertThat(second.body()).contains("\n    <fullUrl value=\"" + gateway.fhir());
    assertThat(fromXml(second).getJsonArray("entry").getJsonObject(0).getJsonObject("resource"))
        .isEqualTo(observation("o2", "p2"));
    assertThat(refused.status()).isEqualTo(502);
    assertThat(refused.header("content-type")).startsWith(XML);
    assertThat(refused.body()).contains("<OperationOutcome " + FHIR);
    assertThat(gateway.arrived())
        .allMatch(asked -> asked.headers().get("Accept").equals("application/fhir+json"));
  }

  @ParameterizedTest
  @CsvSource({
    "/Observation/none, 404, not-found",
    "/Observation?patient=p1&_content=x, 403, not-supported",
    "/Observation/o1?x, 400, invalid",
    "/NoSuchType/1, 404, not-found"
  })
  void aRefusalIsInXmlToo(String path, int status, String code) {
    Answer answer = gateway.get(path, gateway.realm.patient("p1"), "Accept", XML);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("content-type")).startsWith(XML);
    assertThat(answer.body()).contains("<OperationOutcome " + FHIR, "<code value=\"" + code);
  }

  @Test
  void whoHasNoTokenIsToldInXml() {
    Answer answer = gateway.get("/Observation/o1?_format=xml", null);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("<OperationOutcome");
    assertThat(answer.header("www-authenticate")).startsWith("Bearer ");
  }

  @Test
  void whatIsAnothersIsInXmlAsAbsentAsWhatIsNotThere() {
    String token = gateway.realm.patient("p1");

    Answer theirs = gateway.get("/Observation/o2", token, "Accept", XML);
    Answer absent = gateway.get("/Observation/none", token, "Accept", XML);

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body());
    assertThat(theirs.headers().keySet()).isEqualTo(absent.headers().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/turtle", "text/html", "application/fhir+xml;fhirVersion=3.0"})
  void anotherFormatIsNotOffered(String accept) {
    assertThat(
            gateway.get("/Observation/o1", gateway.realm.patient("p1"), "Accept", accept).status())
        .isEqualTo(406);
  }

  @Test
  void theGatewayDescribesItselfInXml() {
    Answer answer = gateway.get("/metadata", null, "Accept", XML);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("vary")).contains("Accept");
    assertThat(fromXml(answer).getJsonArray("format"))
        .contains("application/fhir+xml", "application/fhir+json");
  }

  @Test
  void whatIsWrittenInXmlReachesTheHostAsTheJsonThatWasJudged() {
    gateway.premises.answers(
        request ->
            Reply.json(201, request.body().toJsonObject().put("id", "new"))
                .with("Location", gateway.premises.url() + "/Observation/new/_history/1"));

    Answer answer =
        gateway.post(
            "/Observation",
            gateway.realm.patient("p1"),
            "<Observation "
                + FHIR
                + "><status value=\"final\"/><subject><reference value=\"Patient/p1\"/></subject>"
                + "<valueQuantity><value value=\"1.00\"/></valueQuantity></Observation>",
            "Content-Type",
            "application/fhir+xml; charset=UTF-8; fhirVersion=4.0",
            "Accept",
            XML);

    Arrived sent = gateway.premises.arrived().get(0);
    assertThat(sent.headers().get("Content-Type")).startsWith("application/fhir+json");
    assertThat(sent.body().toString())
        .isEqualTo(
            "{\"resourceType\":\"Observation\",\"status\":\"final\",\"subject\":{\"reference\":\"Patient/p1\"},\"valueQuantity\":{\"value\":1.00}}");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("location")).isEqualTo(gateway.fhir() + "/Observation/new/_history/1");
    assertThat(answer.body()).contains("<id value=\"new\"/>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // another's, wherever it stands
        "<subject><reference value='Patient/p2'/></subject> | 403",
        "<subject><reference value='Patient/p1'/></subject><focus><reference value='Patient/p2'/></focus> | 403",
        "<contained><Device><id value='d'/><patient><reference value='Patient/p2'/></patient></Device></contained><subject><reference value='Patient/p1'/></subject> | 403",
        "<extension url='u'><valueReference><reference value='Patient/p2'/></valueReference></extension><subject><reference value='Patient/p1'/></subject> | 403",
        // what would be read in two ways
        "<subject><reference value='Patient/p1'/></subject><subject><reference value='Patient/p2'/></subject> | 400",
        "<subject><reference value='Patient/p1'/></subject><subject xmlns='http://evil'><reference value='Patient/p2'/></subject> | 400",
        "<subject><reference value='Patient/p1'>Patient/p2</reference></subject> | 400",
        "<subject><reference value='&#80;atient/p2'/></subject> | 403",
        "<nonsense value='x'/> | 400"
      })
  void aBodyInXmlIsHeldToOnePatientLikeAnyOther(String inner, int status) {
    Answer answer =
        gateway.post(
            "/Observation",
            gateway.realm.patient("p1"),
            "<Observation " + FHIR + ">" + inner + "</Observation>",
            "Content-Type",
            XML);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(gateway.arrived()).isEmpty();
    assertThat(gateway.settled(answer)).containsEntry("permitted", false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Observation xmlns='http://hl7.org/fhir'><language value='&e;'/></Observation>",
        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;'>]><Observation xmlns='http://hl7.org/fhir'><language value='&c;'/></Observation>",
        "<?xml version='1.0' encoding='UTF-16'?><Observation xmlns='http://hl7.org/fhir'/>"
      })
  void whatXmlCanDoToItsReadersIsNotDoneHere(String body) {
    Answer answer =
        gateway.post("/Observation", gateway.realm.patient("p1"), body, "Content-Type", XML);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.diagnostics()).startsWith("The body is not a resource in XML.");
    assertThat(answer.body()).doesNotContain("root:", "aaaa");
  }

  private static Answer batch(String... entries) {
    return gateway.send(
        "POST",
        URI.create(gateway.fhir()),
        gateway.realm.patient("p1"),
        "<Bundle " + FHIR + "><type value=\"batch\"/>" + String.join("", entries) + "</Bundle>",
        "Content-Type",
        XML,
        "Accept",
        XML);
  }

  private static String amended(String id) {
    return entry(
        "PUT",
        "Observation/" + id,
        "<resource><Observation><id value=\"%s\"/><status value=\"amended\"/><subject><reference value=\"Patient/p1\"/></subject></Observation></resource>"
            .formatted(id));
  }

  @Test
  void aBatchInXmlIsAnsweredInXmlEntryByEntry() {
    Answer answer =
        batch(
            entry("GET", "Observation/o1", ""),
            entry("GET", "Observation/o2?_format=xml", ""),
            amended("o1"));

    assertThat(answer.status()).isEqualTo(200);
    JsonArray entries = fromXml(answer).getJsonArray("entry");
    assertThat(entries.getJsonObject(0).getJsonObject("resource"))
        .isEqualTo(observation("o1", "p1"));
    assertThat(entries.getJsonObject(1).getJsonObject("response").getString("status"))
        .isEqualTo("404");
    assertThat(entries.getJsonObject(1).getJsonObject("response").getJsonObject("outcome"))
        .isNotNull();
    assertThat(entries.getJsonObject(2).getJsonObject("resource").getString("status"))
        .isEqualTo("amended");
  }

  @Test
  void whatXmlCannotHoldIsNotShownInPart() {
    gateway.premises.has(observation("o1", "p1").put("ofR5", "x"));

    Answer answer = gateway.get("/Observation/o1", gateway.realm.patient("p1"), "Accept", XML);

    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.header("content-type")).startsWith("application/fhir+json");
    assertThat(answer.diagnostics()).contains("Ask for JSON", "ofR5");
    // Nor is it written down as shown
    assertThat(gateway.settled(answer))
        .containsEntry("status", 406)
        .containsEntry("bytes", 0L)
        .containsEntry("ending", "failed");
  }

  @Test
  void aChangeWhoseAnswerXmlCannotHoldIsStillToldToBeDone() {
    gateway.premises.answers(
        request ->
            request.method().equals("PUT")
                ? Reply.json(200, observation("o1", "p1").put("ofR5", "x"))
                : Reply.json(200, observation("o1", "p1")).with("ETag", "W/\"7\""));

    Answer answer =
        gateway.send(
            "PUT",
            URI.create(gateway.fhir() + "/Observation/o1"),
            gateway.realm.patient("p1"),
            observation("o1", "p1").encode(),
            "Accept",
            XML);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("<OperationOutcome", "<severity value=\"warning\"/>");
  }

  /** What was changed is told to be done, and nothing of what was read. */
  @Test
  void whatABatchReadsIsNotWrittenDownAsShownWhereXmlCannotHoldIt() {
    gateway.premises.has(observation("o1", "p1").put("ofR5", "x"), observation("o2", "p1"));

    Answer answer = batch(entry("GET", "Observation/o1", ""), amended("o2"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("<OperationOutcome").doesNotContain("<Observation");
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(gateway.journal(answer.requestId()))
                    .anySatisfy(
                        row ->
                            assertThat(row)
                                .containsEntry("interaction", "read")
                                .containsEntry("resource_id", "o1")
                                .containsEntry("status", 406)
                                .containsEntry("bytes", 0L)
                                .containsEntry("ending", "failed"))
                    .anySatisfy(
                        row ->
                            assertThat(row)
                                .containsEntry("interaction", "update")
                                .containsEntry("status", 200)
                                .containsEntry("ending", "completed")));
  }

  private static String entry(String method, String url, String resource) {
    return "<entry>"
        + resource
        + "<request><method value=\""
        + method
        + "\"/><url value=\""
        + url
        + "\"/></request></entry>";
  }

  private static JsonObject fromXml(Answer answer) {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    return new JsonObject(new String(FhirXml.json(body), StandardCharsets.UTF_8));
  }
}
