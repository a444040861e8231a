// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** A REST interface below one address. An answer other than 2xx is an exception. */
public final class Rest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int SHOWN = 500;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http;
  private final String base;
  private final Authorization authorization;

  /** What goes into the header of that name, or an empty string for none. */
  @FunctionalInterface
  public interface Authorization {
    /** The header's value for the next request. */
    String header() throws IOException, InterruptedException;
  }

  private Rest(HttpClient http, String base, Authorization authorization) {
    this.http = http;
    this.base = base;
    this.authorization = authorization;
  }

  /** A REST interface; all paths are appended to the given address. */
  public static Rest at(String base) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    return new Rest(http, base, () -> "");
  }

  /** The same, with an {@code Authorization} header. */
  public Rest with(Authorization header) {
    return new Rest(http, base, header);
  }

  /** The same, below a longer address. */
  public Rest below(String path) {
    return new Rest(http, base + path, authorization);
  }

  /** The body of the answer; missing if it is empty. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return json(send(request(path).GET(), path));
  }

  /** The body of the answer; missing if it is empty. */
  public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return json(send(jsonRequest(path, "POST", BodyPublishers.ofString(body.toString())), path));
  }

  /** As {@link #post}, but returns the last segment of the {@code Location}: what was created. */
  public String create(String path, JsonNode body) throws IOException, InterruptedException {
    String location =
        send(jsonRequest(path, "POST", BodyPublishers.ofString(body.toString())), path)
            .headers()
            .firstValue("Location")
            .orElseThrow(() -> new IOException("POST " + base + path + ": no Location"));
    return location.substring(location.lastIndexOf('/') + 1);
  }

  /** Replaces what is at the path. */
  public void put(String path, JsonNode body) throws IOException, InterruptedException {
    send(jsonRequest(path, "PUT", BodyPublishers.ofString(body.toString())), path);
  }

  /** Posts a FHIR resource from a file. */
  public void postFhir(Path file) throws IOException, InterruptedException {
    send(
        request("")
            .header("Content-Type", "application/fhir+json")
            .POST(BodyPublishers.ofFile(file)),
        "");
  }

  /** Posts a form, as OAuth's endpoints want it. */
  public JsonNode postForm(String path, Map<String, String> fields)
      throws IOException, InterruptedException {
    String form =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return json(
        send(
            request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)),
            path));
  }

  /** Whether a GET is answered with 200; false also if nobody listens. */
  public boolean answers(String path) throws InterruptedException {
    try {
      return http.send(request(path).GET().build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpRequest.Builder jsonRequest(String path, String method, BodyPublisher body)
      throws IOException, InterruptedException {
    return request(path).header("Content-Type", "application/json").method(method, body);
  }

  private HttpRequest.Builder request(String path) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
    String value = authorization.header();
    return value.isEmpty() ? request : request.header("Authorization", value);
  }

  private HttpResponse<String> send(HttpRequest.Builder builder, String path)
      throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      String body = answer.body();
      throw new IOException(
          "%s %s%s: %d %s"
              .formatted(
                  request.method(),
                  base,
                  path,
                  answer.statusCode(),
                  body.substring(0, Math.min(body.length(), SHOWN))));
    }
    return answer;
  }

  private JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
    return answer.body().isBlank() ? MissingNode.getInstance() : json.readTree(answer.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
