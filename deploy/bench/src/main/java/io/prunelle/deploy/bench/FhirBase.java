// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** A FHIR server as it is loaded and emptied. */
final class FhirBase {

  private static final int SHOWN = 500;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String address;

  FhirBase(String address) {
    this.address = address;
  }

  /** Whether it answers a search. */
  boolean answers() throws InterruptedException {
    try {
      return http.send(request("/Patient?_summary=count").GET().build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /**
   * Transactions, one after the other.
   *
   * @return how long they took
   */
  Duration load(List<String> transactions) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    for (String transaction : transactions) {
      post("", transaction);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** Of everything, versions included. */
  void empty() throws IOException, InterruptedException {
    post(
        "/$expunge",
        new JsonObject()
            .put("resourceType", "Parameters")
            .put(
                "parameter",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("name", "expungeEverything")
                            .put("valueBoolean", true)))
            .encode());
  }

  private void post(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request(path)
                .header("Content-Type", "application/fhir+json")
                // Else every resource is sent back
                .header("Prefer", "return=minimal")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      String said = answer.body();
      throw new IOException(
          "POST %s%s: %d %s"
              .formatted(
                  address,
                  path,
                  answer.statusCode(),
                  said.substring(0, Math.min(said.length(), SHOWN))));
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofMinutes(10));
  }
}
