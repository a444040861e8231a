// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Parsed query parameters, in order. */
public record Query(List<Parameter> parameters) {

  /** One decoded parameter. */
  public record Parameter(String name, String value) {}

  boolean isEmpty() {
    return parameters.isEmpty();
  }

  /** The query written anew: every value escaped, whatever the client escaped or did not. */
  public String encoded() {
    return parameters.stream()
        .map(
            parameter ->
                parameter.name()
                    + "="
                    + URLEncoder.encode(parameter.value(), StandardCharsets.UTF_8)
                        .replace("+", "%20"))
        .collect(Collectors.joining("&"));
  }
}
