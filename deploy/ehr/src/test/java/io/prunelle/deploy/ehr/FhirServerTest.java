// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class FhirServerTest {

  private final FhirContext fhir = FhirContext.forR4Cached();
  private final HttpClient http = HttpClient.newHttpClient();

  private EmbeddedPostgres postgres;
  private Path logs;
  private ServerSettings settings;
  private FhirServer server;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    postgres = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
    logs = directory;
    settings = settings("cabinet", "postgres", Setting.GENEROUS);
    server = new FhirServer(settings);
    server.start();
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
    postgres.close();
  }

  @Test
  void aRecordKeepsTheIdsItCameWith() throws Exception {
    load("kept");

    assertThat(get("Patient/kept").body()).contains("\"id\":\"kept\"");
    assertThat(get("Observation/kept-o1").body()).contains("\"reference\":\"Patient/kept\"");
  }

  @Test
  void loadingARecordTwiceChangesNothing() throws Exception {
    load("twice");
    load("twice");

    assertThat(get("Patient/twice").body()).contains("\"versionId\":\"1\"");
    assertThat(ids(get("Observation?patient=twice")))
        .containsExactlyInAnyOrder("twice-o1", "twice-o2");
  }

  @Test
  void everythingOfAPatientIsThePatientAndWhatRefersToIt() throws Exception {
    load("whole");

    assertThat(ids(get("Patient/whole/$everything")))
        .containsExactlyInAnyOrder("whole", "whole-o1", "whole-o2");
  }

  @Test
  void aSearchSeesWhatWasWrittenJustBefore() throws Exception {
    load("fresh");
    assertThat(ids(get("Observation?patient=fresh"))).hasSize(2);

    send("DELETE", "Observation/fresh-o1", "");

    assertThat(ids(get("Observation?patient=fresh"))).containsExactly("fresh-o2");
  }

  @Test
  void idsTheServerChoosesExistOnNoOtherHost() throws Exception {
    HttpResponse<String> created =
        send("POST", "Patient", "{\"resourceType\":\"Patient\",\"active\":true}");

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Location").orElseThrow())
        .matches(settings.baseUrl() + "/Patient/[0-9a-fA-F-]{36}/_history/1");
  }

  @Test
  void aReferenceToNothingIsRefused() throws Exception {
    assertThat(send("PUT", "Observation/lost", observation("lost", "nobody")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void cascadingDeleteAndExpungeLeaveNothingOfARecord() throws Exception {
    load("gone");

    assertThat(send("DELETE", "Patient/gone?_cascade=delete", "").statusCode()).isEqualTo(200);
    assertThat(get("Observation/gone-o1").statusCode()).isEqualTo(410);
    for (String resource : List.of("Observation/gone-o1", "Observation/gone-o2", "Patient/gone")) {
      assertThat(send("POST", resource + "/$expunge", EXPUNGE).statusCode()).isEqualTo(200);
    }

    assertThat(get("Patient/gone").statusCode()).isEqualTo(404);
    assertThat(get("Observation/gone-o1/_history/1").statusCode()).isEqualTo(404);
  }

  /**
   * The gateway sends it where a version is not to be met, and nothing is to tell it from others.
   */
  @Test
  void versionZeroIsRefusedAsAnyOtherThatIsNotThereIs() throws Exception {
    load("tagged");

    for (boolean transaction : List.of(false, true)) {
      HttpResponse<String> zero = changed("tagged", "0", transaction);
      HttpResponse<String> other = changed("tagged", "7", transaction);

      assertThat(zero.statusCode()).as(zero.body()).isEqualTo(other.statusCode());
      assertThat(zero.statusCode()).isIn(409, 412);
      assertThat(zero.headers().map().keySet()).isEqualTo(other.headers().map().keySet());
      assertThat(zero.body()).isEqualTo(other.body().replace("_history/7", "_history/0"));
    }
    assertThat(get("Observation/tagged-o1").body()).contains("\"versionId\":\"1\"");
    assertThat(changed("tagged", "1", true).statusCode()).isEqualTo(200);
    assertThat(changed("tagged", "2", false).statusCode()).isEqualTo(200);
    assertThat(get("Observation/tagged-o1").body()).contains("\"versionId\":\"3\"");
  }

  /** So the gateway looks for what is changed by a condition, and at what is deleted, itself. */
  @Test
  void noVersionIsComparedOfWhatIsFoundByAConditionOrDeleted() throws Exception {
    load("unheld");
    String body = observation("unheld-o1", "unheld").replace("final", "amended");

    HttpResponse<String> updated =
        http.send(
            request("PUT", "Observation?_id=unheld-o1&status=final", body)
                .header("If-Match", "W/\"7\"")
                .build(),
            BodyHandlers.ofString());
    HttpResponse<String> deleted =
        http.send(
            request("DELETE", "Observation/unheld-o2", "").header("If-Match", "W/\"7\"").build(),
            BodyHandlers.ofString());

    assertThat(updated.statusCode()).as(updated.body()).isEqualTo(200);
    assertThat(get("Observation/unheld-o1").body()).contains("\"versionId\":\"2\"");
    assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
    assertThat(get("Observation/unheld-o2").statusCode()).isEqualTo(410);
  }

  private HttpResponse<String> changed(String patient, String version, boolean transaction)
      throws Exception {
    String tag = "W/\"" + version + "\"";
    String path = "Observation/" + patient + "-o1";
    String body =
        observation(patient + "-o1", patient)
            .replace("final", version.equals("2") ? "corrected" : "amended");
    return transaction
        ? send(
            "POST",
            "",
            """
            {"resourceType":"Bundle","type":"transaction","entry":[
              {"resource":%s,"request":{"method":"PUT","url":"%s","ifMatch":"%s"}}]}
            """
                .formatted(body, path, tag.replace("\"", "\\\"")))
        : http.send(
            request("PUT", path, body).header("If-Match", tag).build(), BodyHandlers.ofString());
  }

  @Test
  void valueSetsAreExpandedAfterAStartAsBefore() throws Exception {
    send(
        "PUT",
        "CodeSystem/codes",
        "{\"resourceType\":\"CodeSystem\",\"id\":\"codes\",\"url\":\"urn:codes\",\"status\":\"active\","
            + "\"content\":\"complete\",\"concept\":[{\"code\":\"a\",\"display\":\"Alpha\"}]}");
    send(
        "PUT",
        "ValueSet/values",
        "{\"resourceType\":\"ValueSet\",\"id\":\"values\",\"url\":\"urn:values\",\"status\":\"active\","
            + "\"compose\":{\"include\":[{\"system\":\"urn:codes\"}]}}");
    assertThat(get("ValueSet/values/$expand").body()).contains("Alpha");

    server.close();
    server = new FhirServer(settings);
    server.start();

    assertThat(get("ValueSet/values/$expand").body()).contains("Alpha");
  }

  @Test
  void aPlainServerOffersLessAndSaysSo() throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE plain");
    }
    ServerSettings generous = settings;
    settings = settings("plain", "plain", Setting.PLAIN);
    try (FhirServer plain = new FhirServer(settings)) {
      plain.start();
      load("kept");

      assertThat(get("Patient/kept/$everything").statusCode()).isEqualTo(405);
      assertThat(get("_history").statusCode()).isEqualTo(405);
      assertThat(get("Patient/_history").statusCode()).isEqualTo(405);
      assertThat(get("Patient/kept/_history").statusCode()).isEqualTo(200);
      assertThat(send("DELETE", "Patient/kept?_cascade=delete", "").statusCode()).isEqualTo(409);
      send("DELETE", "Observation/kept-o1", "");
      assertThat(send("POST", "Observation/kept-o1/$expunge", EXPUNGE).statusCode()).isEqualTo(405);
      assertThat(get("Observation/kept-o1/_history/1").statusCode()).isEqualTo(200);
      assertThat(get("metadata").body())
          .doesNotContain("history-system", "history-type", "\"everything\"", "\"expunge\"")
          .contains("history-instance", "transaction");
    } finally {
      settings = generous;
    }
    assertThat(get("metadata").body())
        .contains("history-system", "history-type", "\"everything\"", "\"expunge\"");
  }

  @Test
  void pagesAreLinkedAndLimited() throws Exception {
    load("paged");

    assertThat(get("Observation?patient=paged&_count=1").body())
        .contains("\"relation\":\"next\"")
        .contains(settings.baseUrl() + "?_getpages=");
  }

  @Test
  void theAccessLogTellsMethodQueryStatusAndRequestId() throws Exception {
    http.send(
        request("GET", "Patient?name=nobody", "").header("X-Request-Id", "req-42").build(),
        BodyHandlers.ofString());

    // The line is written once the answer is complete, which its reader may see before.
    awaitLine("GET /fhir/Patient?name=nobody HTTP/1.1 200 req-42");
  }

  @Test
  void onlyTheLoopbackAddressIsListenedOn() throws Exception {
    // Given every port of this machine is free to bind on another loopback address,
    // when something else binds the same port there, then it does not collide with a wildcard.
    try (ServerSocket other =
        new ServerSocket(settings.port(), 1, InetAddress.getByName("127.0.0.2"))) {
      assertThat(other.isBound()).isTrue();
    }
  }

  private static final String EXPUNGE =
      """
      {"resourceType":"Parameters","parameter":[
        {"name":"expungeDeletedResources","valueBoolean":true},
        {"name":"expungePreviousVersions","valueBoolean":true}]}
      """;

  private ServerSettings settings(String id, String database, Setting setting) throws IOException {
    return new ServerSettings(
        id,
        freePort(),
        postgres.getJdbcUrl("postgres", database),
        "postgres",
        "postgres",
        logs.resolve(id + ".log"),
        setting);
  }

  private void load(String patient) throws Exception {
    String bundle =
        """
        {"resourceType":"Bundle","type":"transaction","entry":[
          {"resource":{"resourceType":"Patient","id":"%1$s"},"request":{"method":"PUT","url":"Patient/%1$s"}},
          {"resource":%2$s,"request":{"method":"PUT","url":"Observation/%1$s-o1"}},
          {"resource":%3$s,"request":{"method":"PUT","url":"Observation/%1$s-o2"}}]}
        """
            .formatted(
                patient,
                observation(patient + "-o1", patient),
                observation(patient + "-o2", patient));
    assertThat(send("POST", "", bundle).statusCode()).isEqualTo(200);
  }

  private static String observation(String id, String patient) {
    return """
        {"resourceType":"Observation","id":"%s","status":"final",
         "code":{"coding":[{"system":"http://loinc.org","code":"8302-2"}]},
         "subject":{"reference":"Patient/%s"}}
        """
        .formatted(id, patient);
  }

  private List<String> ids(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return fhir.newJsonParser().parseResource(Bundle.class, answer.body()).getEntry().stream()
        .map(BundleEntryComponent::getResource)
        .map(resource -> resource.getIdElement().getIdPart())
        .toList();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, "");
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return http.send(request(method, path, body).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create(settings.baseUrl() + "/" + path))
        .header("Content-Type", "application/fhir+json")
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  private void awaitLine(String end) throws Exception {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (Files.readAllLines(settings.accessLog()).stream().noneMatch(l -> l.endsWith(end))) {
      assertThat(System.nanoTime()).as("waiting for " + end).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
