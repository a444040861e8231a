// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import jakarta.ws.rs.core.HttpHeaders;
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
    try (InputStream in =
        Objects.requireNonNull(ApiDocument.class.getResourceAsStream(FILE), FILE)) {
      // RFC 9512 2.1
      return Response.ok(in.readAllBytes(), "application/yaml")
          .header(HttpHeaders.CACHE_CONTROL, "no-cache")
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
