// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The two HAPI FHIR servers behind the gateway, reached directly, and what their own access logs
 * say.
 */
record Hosts(Demo demo, Http http) {

  /**
   * Status of a direct read of the patient on the host of that kind ({@code cloud}, {@code
   * on-premise}).
   */
  int read(String kind, String patient) {
    return http.get(demo.host(kind).at("/fhir").asText() + "/Patient/" + patient, null).status();
  }

  /**
   * Waits for a line that mentions {@code text}: a host may write its access log after the answer
   * has left.
   */
  void awaitAccess(String kind, String text) {
    await().until(() -> !accesses(kind, text).isEmpty());
  }

  /** Lines of the host's own access log that mention {@code text}, such as a request id. */
  List<String> accesses(String kind, String text) {
    try (var lines = Files.lines(Path.of(demo.host(kind).at("/accessLog").asText()))) {
      return lines.filter(line -> line.contains(text)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
