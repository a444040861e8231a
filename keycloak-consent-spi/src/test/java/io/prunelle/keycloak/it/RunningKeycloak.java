// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A Keycloak server from its distribution, with the extension's jar, in a process of its own. */
final class RunningKeycloak implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final String ADMIN = "admin";

  /** kc.sh asks for G1, which keeps more threads busy than a heap as small as this is worth. */
  private static final String JAVA = "-Xms256m -Xmx512m -XX:-UseG1GC -XX:+UseSerialGC ";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final String url;
  private final Path log;
  private String adminToken = "";
  private Instant adminTokenUntil = Instant.MIN;

  private RunningKeycloak(Process process, String url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /**
   * Starts a server on free ports and waits until it answers.
   *
   * @param arguments of {@code kc.sh}, without addresses
   * @param java further options for its JVM
   */
  static RunningKeycloak start(Path script, Path log, List<String> arguments, String java) {
    int port = Ports.free();
    List<String> command = new ArrayList<>();
    command.add(script.toString());
    command.addAll(arguments);
    command.add("--http-host=127.0.0.1");
    command.add("--http-port=" + port);
    command.add("--http-management-port=" + Ports.free());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN);
    builder.environment().put("JAVA_OPTS_APPEND", JAVA + java);
    try {
      RunningKeycloak keycloak =
          new RunningKeycloak(builder.start(), "http://127.0.0.1:" + port, log);
      keycloak.awaitReady();
      return keycloak;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return url;
  }

  /** An administrator's token, asked for again before it runs out: each costs a password hash. */
  synchronized String adminToken() {
    if (Instant.now().isAfter(adminTokenUntil)) {
      JsonNode grant =
          form(
                  "/realms/master/protocol/openid-connect/token",
                  Map.of(
                      "grant_type",
                      "password",
                      "client_id",
                      "admin-cli",
                      "username",
                      ADMIN,
                      "password",
                      ADMIN))
              .ok()
              .json();
      adminToken = grant.path("access_token").asText();
      adminTokenUntil = Instant.now().plusSeconds(grant.path("expires_in").asLong() / 2);
    }
    return adminToken;
  }

  Answer form(String path, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(f -> f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /**
   * @param headers names and values, in the place of those that are sent otherwise
   */
  Answer call(
      String method,
      String path,
      @Nullable String token,
      @Nullable String body,
      String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      return Answer.of(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitReady() {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!ready()) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        close();
        throw new IllegalStateException("Keycloak did not start, see " + log);
      }
    }
  }

  private boolean ready() {
    try {
      // waits on the process rather than on the clock: a server that died is seen at once
      return !process.waitFor(500, TimeUnit.MILLISECONDS)
          && call("GET", "/realms/master", null, null).status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
