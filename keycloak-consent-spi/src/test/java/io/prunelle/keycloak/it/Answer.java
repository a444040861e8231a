// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;

/** What a server answered. */
record Answer(int status, HttpHeaders headers, String body) {
  static final ObjectMapper JSON = new ObjectMapper();

  static Answer of(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(this.toString(), e);
    }
  }

  /** The same answer, if it is a success. */
  Answer ok() {
    if (status / 100 != 2) {
      throw new AssertionError(this.toString());
    }
    return this;
  }

  String detail() {
    return json().path("detail").asText();
  }

  /** The last part of a problem's type. */
  String problem() {
    String type = json().path("type").asText();
    return type.substring(type.lastIndexOf(':') + 1);
  }

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }
}
