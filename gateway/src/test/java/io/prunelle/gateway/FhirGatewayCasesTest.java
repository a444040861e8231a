// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The cases that google/fhir-gateway tests and the ways in which such gateways are known to leak,
 * asked of this one by a patient, before a host that answers whatever it has to everything.
 */
final class FhirGatewayCasesTest {

  private static final String JSON_PATCH = "application/json-patch+json";

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
    gateway.premises.answers(FhirGatewayCasesTest::generous);
  }

  /** What is refused changes nothing, and whatever is answered tells of nobody else. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "own patient | GET | /Patient/p1 | | own",
        "another patient by id | GET | /Patient/p2 | | refused",
        "another type by id | GET | /Observation/o2 | | refused",
        "by id with the own patient beside | GET | /Observation/o2?subject=Patient/p1 | | refused",
        "an old version by id | GET | /Observation/o2/_history/1 | | refused",
        "own search | GET | /Observation?subject=p1 | | own",
        "a search without a patient | GET | /Observation | | own",
        "another's search | GET | /Observation?subject=p2 | | refused",
        "the first parameter is own | GET | /Observation?subject=p1&subject=p2 | | refused",
        "one of two parameters is own | GET | /Observation?subject=p1&patient=p2 | | refused",
        "the first of a list is own | GET | /Observation?subject=p1,p2 | | refused",
        "a group | GET | /Observation?subject=Group/g | | refused",
        "an absolute URL | GET | /Observation?subject=http://x/fhir/Patient/p2 | | refused",
        "an absolute URL beside | GET | /Observation?subject=p1&patient=http://x/Patient/p2 | | refused",
        "a performer | GET | /Observation?performer=Patient/p2 | | refused",
        "a performer beside | GET | /Observation?subject=p1&performer=Patient/p2 | | refused",
        "an include | GET | /Observation?subject=p1&_include=Observation:performer | | own",
        "an include of all | GET | /Observation?subject=p1&_include=* | | any",
        "an include that goes on | GET | /Observation?subject=p1&_include:iterate=Observation:performer | | any",
        "an include by its old name | GET | /Observation?subject=p1&_include:recurse=Observation:performer | | any",
        "a reverse include | GET | /Patient?_id=p1&_revinclude=Observation:performer | | any",
        "a reverse include that goes on | GET | /Patient?_id=p1&_revinclude:iterate=Observation:performer | | any",
        "a chain to the patient | GET | /Observation?subject:Patient.name=x | | any",
        "a chain to another | GET | /Observation?subject=p1&performer:Patient.name=x | | refused",
        "a reverse chain | GET | /Patient?_has:Observation:performer:code=x | | any",
        "a reverse chain beside | GET | /Observation?subject=p1&_has:Provenance:target:agent=x | | refused",
        "a filter | GET | /Observation?subject=p1&_filter=subject eq Patient/p2 | | any",
        "a named query | GET | /Observation?subject=p1&_query=all | | any",
        "what is contained | GET | /Observation?subject=p1&_contained=true | | any",
        "everything of another | GET | /Patient/p2/$everything | | refused",
        "everything of all | GET | /Patient/$everything | | refused",
        "another's compartment | GET | /Patient/p2/Observation | | refused",
        "a search by form | POST | /Observation/_search?subject=p1 | subject=p2 | refused",
        "a host's own page | GET | ?_getpages=abc&_getpagesoffset=10 | | refused",
        "a host's own page of a type | GET | /Observation?_getpages=abc | | any",
        "a forged page | GET | ?_page=AAAA | | refused",
        "own creation | POST | /Observation | {'resourceType':'Observation','subject':{'reference':'Patient/p1'}} | own",
        "another's creation | POST | /Observation | {'resourceType':'Observation','subject':{'reference':'Patient/p2'}} | refused",
        "a body with a performer | POST | /Observation | {'resourceType':'Observation','subject':{'reference':'Patient/p1'},'performer':[{'reference':'Patient/p2'}]} | refused",
        "the own patient as performer | POST | /Observation | {'resourceType':'Observation','subject':{'reference':'Patient/p2'},'performer':[{'reference':'Patient/p1'}]} | refused",
        "a body without a subject | POST | /Observation | {'resourceType':'Observation','performer':[{'reference':'Patient/p1'}]} | refused",
        "a body of another type | POST | /Encounter | {'resourceType':'Observation','subject':{'reference':'Patient/p1'}} | refused",
        "no body | POST | /Observation | null | refused",
        "a new patient | POST | /Patient | {'resourceType':'Patient'} | refused",
        "own update | PUT | /Observation/o1 | {'resourceType':'Observation','id':'o1','subject':{'reference':'Patient/p1'}} | own",
        "another's update | PUT | /Observation/o2 | {'resourceType':'Observation','id':'o2','subject':{'reference':'Patient/p2'}} | refused",
        "another's made one's own | PUT | /Observation/o2 | {'resourceType':'Observation','id':'o2','subject':{'reference':'Patient/p1'}} | refused",
        "another's made one's own with a parameter | PUT | /Observation/o2?subject=p1 | {'resourceType':'Observation','id':'o2','subject':{'reference':'Patient/p1'}} | refused",
        "one's own given away | PUT | /Observation/o1 | {'resourceType':'Observation','id':'o1','subject':{'reference':'Patient/p2'}} | refused",
        "an update without a subject | PUT | /Observation/o1 | {'resourceType':'Observation','id':'o1'} | refused",
        "an update without an id | PUT | /Observation | {'resourceType':'Observation','subject':{'reference':'Patient/p1'}} | refused",
        "a conditional update with another's id | PUT | /Observation?_id=o2&subject=p1 | {'resourceType':'Observation','id':'o2','subject':{'reference':'Patient/p1'}} | refused",
        "a conditional update by another's | PUT | /Observation?subject=p2&code=x | {'resourceType':'Observation','subject':{'reference':'Patient/p1'}} | refused",
        "own patient's update | PUT | /Patient/p1 | {'resourceType':'Patient','id':'p1'} | own",
        "another patient's update | PUT | /Patient/p2 | {'resourceType':'Patient','id':'p2'} | refused",
        "a patient made by an update | PUT | /Patient/new | {'resourceType':'Patient','id':'new'} | refused",
        "a patient without an id | PUT | /Patient | {'resourceType':'Patient'} | refused",
        "own patient's deletion | DELETE | /Patient/p1 | | refused",
        "another patient's deletion | DELETE | /Patient/p2 | | refused",
        "all patients' deletion | DELETE | /Patient | | refused",
        "own deletion | DELETE | /Observation/o1 | | own",
        "another's deletion | DELETE | /Observation/o2 | | refused",
        "another's deletion with the own patient beside | DELETE | /Observation/o2?subject=p1 | | refused",
        "a conditional deletion of another's | DELETE | /Observation?subject=p2&code=x | | refused",
        "a conditional deletion of anybody's | DELETE | /Observation?_lastUpdated=gt2020 | | any",
        "a patch without a reference | PATCH | /Observation/o1 | [{'op':'replace','path':'/status','value':'amended'}] | own",
        "a patch of another's without a reference | PATCH | /Observation/o2 | [{'op':'replace','path':'/status','value':'amended'}] | refused",
        "a patch to another patient | PATCH | /Observation/o1 | [{'op':'replace','path':'/subject','value':{'reference':'Patient/p2'}}] | refused",
        "a patch to another patient's reference | PATCH | /Observation/o1 | [{'op':'replace','path':'/subject/reference','value':'Patient/p2'}] | refused",
        "a patch that adds another | PATCH | /Observation/o1 | [{'op':'add','path':'/performer','value':[{'reference':'Patient/p2'}]}] | refused",
        "a patch that removes the patient | PATCH | /Observation/o1 | [{'op':'remove','path':'/subject'}] | refused",
        "a patch that says no patient | PATCH | /Observation/o1 | [{'op':'replace','path':'/subject','value':{}}] | refused",
        "a conditional patch of another's | PATCH | /Observation?subject=p2&code=x | [{'op':'replace','path':'/status','value':'amended'}] | refused",
        "an operation nobody knows | POST | /Patient/p1/$export | {'resourceType':'Parameters'} | refused",
        "all of the host | GET | /$export | | refused",
        "a part of a transaction without a resource | POST | `` | {'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'POST','url':'Observation'}}]} | refused",
        "a transaction without requests | POST | `` | {'resourceType':'Bundle','type':'transaction','entry':[{'resource':{'resourceType':'Patient','id':'p1'}}]} | refused",
        "a system history | GET | /_history | | any",
      })
  void nothingOfAnybodyElseIsToldOrChanged(
      String name, String method, String path, @Nullable String body, String expected) {
    Answer answer = ask(method, path, body);

    check(answer, expected);
  }

  /** One entry that may not be done, beside one that may. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "another patient | GET | Patient/p2 |",
        "another type by id | GET | Observation/o2 |",
        "another's search | GET | Observation?subject=p2 |",
        "a search with one of two | GET | Observation?subject=p1&subject=p2 |",
        "a new patient | POST | Patient | {'resourceType':'Patient'}",
        "another patient's update | PUT | Patient/p2 | {'resourceType':'Patient','id':'p2'}",
        "a patient made by an update | PUT | Patient/new | {'resourceType':'Patient','id':'new'}",
        "own patient's deletion | DELETE | Patient/p1 |",
        "another patient's deletion | DELETE | Patient/p2 |",
        "another's deletion | DELETE | Observation/o2 |",
        "a conditional deletion | DELETE | Observation?subject=p2&code=x |",
        "another's creation | POST | Observation | {'resourceType':'Observation','subject':{'reference':'Patient/p2'}}",
        "a creation without a patient | POST | Observation | {'resourceType':'Observation'}",
        "another's made one's own | PUT | Observation/o2 | {'resourceType':'Observation','id':'o2','subject':{'reference':'Patient/p1'}}",
        "a patch that is no Binary | PATCH | Observation/o1 | {'resourceType':'Observation','status':'amended'}",
        "a patch of another's | PATCH | Observation/o2 | {'resourceType':'Binary','contentType':'application/json-patch+json','data':'W3sib3AiOiJyZXBsYWNlIiwicGF0aCI6Ii9zdGF0dXMiLCJ2YWx1ZSI6ImFtZW5kZWQifV0='}",
        "a conditional patch of another's | PATCH | Observation?subject=p2&code=x | {'resourceType':'Binary','contentType':'application/json-patch+json','data':'W3sib3AiOiJyZXBsYWNlIiwicGF0aCI6Ii9zdGF0dXMiLCJ2YWx1ZSI6ImFtZW5kZWQifV0='}",
      })
  void noPartOfABundleDoesWhatItWouldNotDoAlone(
      String name, String method, String url, @Nullable String resource) {
    JsonObject part =
        Bundles.request(
            method, url, resource == null ? null : new JsonObject(resource.replace('\'', '"')));
    JsonObject own = Bundles.request("GET", "Patient/p1", null);

    Answer transaction = ask("POST", "", Bundles.of("transaction", own, part).encode());
    check(transaction, "refused");
    Answer batch = ask("POST", "", Bundles.of("batch", part, own).encode());
    check(batch, batch.status() == 200 ? "own" : "refused");
    if (batch.status() == 200) {
      assertThat(Bundles.statuses(batch).get(0)).startsWith("4");
      assertThat(Bundles.statuses(batch).get(1)).isEqualTo("200");
    }
    assertThat(written()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "patient/Observation.invalid, GET, /Observation?subject=p1",
    "patient/Observation.invalid, PUT, /Observation/o1",
    "patient/Observation.*, PUT, /Patient/p1",
    "patient/Observation.read, PUT, /Observation/o1",
    "patient/Patient.write patient/Observation.read, PATCH, /Observation/o1",
    "launch/patient openid, GET, /Patient/p1",
    "'', GET, /Patient/p1"
  })
  void aScopeThatNobodyKnowsOrThatDoesNotReachSoFarGivesNothing(
      String scope, String method, String path) {
    String type = path.startsWith("/Patient") ? "Patient" : "Observation";
    String body =
        switch (method) {
          case "PUT" ->
              (type.equals("Patient")
                      ? new JsonObject().put("resourceType", type).put("id", "p1")
                      : observation("o1", "p1"))
                  .encode();
          case "PATCH" -> "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"amended\"}]";
          default -> null;
        };
    String token = gateway.realm.token(gateway.realm.patientClaims("p1").put("scope", scope));

    Answer answer =
        gateway.send(
            method,
            URI.create(gateway.fhir() + path),
            token,
            body,
            method.equals("PATCH") ? new String[] {"Content-Type", JSON_PATCH} : new String[0]);

    check(answer, "refused");
  }

  /** A host's own paging token is a bearer secret. */
  @Test
  void aLinkToAFurtherPageIsOfNoUseToAnybodyElse() {
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                RecordingHost.searchset(observation("o1", "p1"))
                    .put(
                        "link",
                        new JsonArray()
                            .add(
                                new JsonObject()
                                    .put("relation", "next")
                                    .put("url", gateway.premises.url() + "?_getpages=secret")))));
    Answer first = ask("GET", "/Observation?subject=p1", null);
    String next = String.valueOf(first.next());
    gateway.premises.reset();

    Answer stolen = gateway.send("GET", URI.create(next), gateway.realm.patient("p2"), null);

    assertThat(next).doesNotContain("_getpages", "secret");
    assertThat(stolen.status()).isEqualTo(404);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void anAnswerThatCannotBeExaminedIsNotReleased() {
    for (String broken :
        List.of(
            "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":{\"id\":\"Secret\"",
            "Secret",
            "[{\"resourceType\":\"Patient\",\"id\":\"Secret\"}]",
            "{\"resourceType\":\"Patient\",\"id\":\"p2\",\"language\":\"Secret\"}")) {
      gateway.premises.answers(
          request ->
              new Reply(200, Reply.json(200, new JsonObject()).headers(), Buffer.buffer(broken)));

      Answer answer = ask("GET", "/Observation?subject=p1", null);

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.body()).doesNotContain("Secret");
    }
  }

  @Test
  void whatIsCompressedIsExaminedAsWell() throws IOException, InterruptedException {
    gateway.premises.answers(
        request ->
            new Reply(
                200,
                Reply.json(200, new JsonObject()).with("Content-Encoding", "gzip").headers(),
                Buffer.buffer(gzip(generous(request).body().toString()))));
    Answer read = ask("GET", "/Observation?subject=p1", null);
    gateway.premises.answers(FhirGatewayCasesTest::generous);
    HttpResponse<String> written =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(gateway.fhir() + "/Observation"))
                    .header("Authorization", "Bearer " + gateway.realm.patient("p1"))
                    .header("Content-Type", "application/fhir+json")
                    .header("Content-Encoding", "gzip")
                    .POST(
                        HttpRequest.BodyPublishers.ofByteArray(
                            gzip(observation("x", "p2").encode())))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    check(read, "own");
    assertThat(read.ids()).containsExactly("o1");
    assertThat(written.statusCode()).isBetween(400, 499);
    assertThat(written()).isEmpty();
  }

  /** Nor is the host's said to the client. */
  @Test
  void whatAClientSaysInHeadersIsNotPassedOn() {
    Answer answer =
        gateway.get(
            "/Observation?subject=p1",
            gateway.realm.patient("p1"),
            "Cookie",
            "a=b",
            "X-Forwarded-For",
            "10.0.0.1",
            "X-Forwarded-Host",
            "elsewhere",
            "X-Prefer-Everything",
            "yes",
            "Forwarded",
            "for=10.0.0.1");

    check(answer, "own");
    assertThat(gateway.premises.arrived())
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.headers().names())
                  .doesNotContain("Authorization", "Cookie", "X-Prefer-Everything");
              assertThat(request.headers().toString()).doesNotContain("10.0.0.1", "elsewhere");
            });
  }

  private static void check(Answer answer, String expected) {
    switch (expected) {
      case "own" -> assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
      case "refused" -> {
        assertThat(answer.status()).as(answer.body()).isBetween(400, 501);
        assertThat(written()).isEmpty();
      }
      default -> {}
    }
    assertThat(answer.body()).doesNotContain("Secret", "p2", "o2");
    assertThat(answer.headers().toString()).doesNotContain("Secret", "p2", "o2");
    assertThat(written())
        .allSatisfy(
            request -> {
              assertThat(request.uri()).doesNotContain("o2", "p2");
              assertThat(request.body().toString()).doesNotContain("p2");
            });
  }

  private static List<Arrived> written() {
    return gateway.arrived().stream()
        .filter(request -> !request.method().equals("GET"))
        .filter(request -> !request.uri().contains("_search"))
        .toList();
  }

  private static Answer ask(String method, String path, @Nullable String body) {
    String type =
        path.contains("_search")
            ? "application/x-www-form-urlencoded"
            : method.equals("PATCH") ? JSON_PATCH : "application/fhir+json";
    return gateway.send(
        method,
        URI.create(gateway.fhir() + path.replace(" ", "%20")),
        gateway.realm.patient("p1"),
        body == null ? null : body.replace('\'', '"'),
        body == null ? new String[0] : new String[] {"Content-Type", type});
  }

  /** Which client this is, it does not look at. */
  private static Reply generous(Arrived request) {
    JsonObject theirs =
        observation("o2", "p2")
            .put("note", new JsonArray().add(new JsonObject().put("text", "Secret")));
    JsonObject patient =
        new JsonObject().put("resourceType", "Patient").put("id", "p1").put("language", "fr");
    JsonObject another =
        new JsonObject().put("resourceType", "Patient").put("id", "p2").put("language", "Secret");
    String path = request.uri().replaceFirst("\\?.*", "").substring("/fhir".length());
    if (request.method().equals("POST") && !path.isEmpty() && !path.endsWith("_search")) {
      return Reply.json(201, request.body().toJsonObject().put("id", "new"));
    } else if (path.matches("/[A-Z][A-Za-z]+/[^_$/]+(/_history/.*)?")
        || !request.method().equals("GET")) {
      return RecordingHost.stored(
          request, List.of(observation("o1", "p1"), theirs, patient, another));
    }
    boolean patients = path.startsWith("/Patient") && !path.contains("Observation");
    JsonObject bundle =
        patients
            ? RecordingHost.searchset(patient, another)
            : RecordingHost.searchset(observation("o1", "p1"), theirs);
    bundle
        .getJsonArray("entry")
        .add(
            new JsonObject()
                .put("resource", patients ? theirs : another)
                .put("search", new JsonObject().put("mode", "include")));
    return Reply.json(200, bundle.put("type", path.contains("_history") ? "history" : "searchset"));
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }
}
