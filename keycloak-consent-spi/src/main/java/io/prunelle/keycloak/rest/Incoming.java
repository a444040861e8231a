// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.json.Members;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;

/** The request that is being answered. */
final class Incoming {
  private final HttpRequest request;

  Incoming(KeycloakSession session) {
    this.request = session.getContext().getHttpRequest();
  }

  String method() {
    return request.getHttpMethod();
  }

  HttpHeaders headers() {
    return request.getHttpHeaders();
  }

  /** The header, several of the same name joined by commas; null when absent. */
  @Nullable String header(String name) {
    return headers().getHeaderString(name);
  }

  /**
   * @throws Problem as {@link Body#read}
   */
  Members body(@Nullable InputStream body, int limit) {
    return new Body(header(HttpHeaders.CONTENT_TYPE)).read(body, limit);
  }

  /**
   * A FHIR resource in JSON.
   *
   * @throws Problem as {@link Body#read}
   */
  JsonNode resource(@Nullable InputStream body, int limit) {
    return new Body(
            header(HttpHeaders.CONTENT_TYPE), List.of(FhirReplies.TYPE, MediaType.APPLICATION_JSON))
        .tree(body, limit);
  }
}
