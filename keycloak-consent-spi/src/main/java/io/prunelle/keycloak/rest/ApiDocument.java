// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.prunelle.keycloak.json.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The OpenAPI document that lies in the jar: the one of {@code docs}. */
final class ApiDocument {
  static final String FILE = "/io/prunelle/keycloak/openapi.yaml";

  private ApiDocument() {}

  static Response yaml() {
    // RFC 9512 2.1
    return answer(read(), "application/yaml");
  }

  static Response json() {
    return answer(asJson(), MediaType.APPLICATION_JSON);
  }

  /** The same document; read by what Keycloak itself brings for YAML. */
  static String asJson() {
    try {
      return Json.write(new YAMLMapper().readTree(read()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response answer(Object document, String type) {
    return Response.ok(document, type).header(HttpHeaders.CACHE_CONTROL, "no-cache").build();
  }

  private static byte[] read() {
    try (InputStream in =
        Objects.requireNonNull(ApiDocument.class.getResourceAsStream(FILE), FILE)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
