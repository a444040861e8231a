// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.RestRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References by a search ({@code Practitioner?identifier=…},
 * http://hl7.org/fhir/R4/http.html#trules), which nobody but the gateway is to carry out.
 */
final class ConditionalReferences {

  private static final Pattern CONDITION = Pattern.compile("([A-Z][A-Za-z]{1,63})\\?.{1,1000}");

  private ConditionalReferences() {}

  /** Those in the body, each once, as they stand there. */
  static List<String> in(RestRequest request) {
    return references(request).stream().map(Reference::value).distinct().toList();
  }

  /**
   * The request with what they stand for in their place.
   *
   * @param found {@code Type/id} of each
   */
  static RestRequest resolved(RestRequest request, Map<String, String> found) {
    byte[] json = Objects.requireNonNull(request.body()).getBytes();
    return request.with(
        Literals.replaced(json, references(request), reference -> found.get(reference.value())));
  }

  private static List<Reference> references(RestRequest request) {
    Buffer body = request.body();
    boolean resource =
        switch (request.interaction().kind()) {
          case CREATE, CONDITIONAL_CREATE, UPDATE, CONDITIONAL_UPDATE -> true;
          default -> false;
        };
    if (!resource || body == null) {
      return List.of();
    }
    try {
      return ResourceParser.parse(body.getBytes()).references().stream()
          .filter(reference -> !reference.isUrl() && isCondition(reference.value()))
          .toList();
    } catch (IOException noResource) {
      // left to be refused
      return List.of();
    }
  }

  private static boolean isCondition(String value) {
    Matcher matcher = CONDITION.matcher(value);
    return matcher.matches() && R4.isType(matcher.group(1));
  }
}
