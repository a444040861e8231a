// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.FhirResource.Span;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Other references in a body's place for some; all other bytes stay as they are. */
final class Literals {

  private Literals() {}

  /**
   * The body with other literals.
   *
   * @param references to be replaced
   * @param other {@code Type/id}, in which nothing needs to be escaped
   */
  static Buffer replaced(
      byte[] json, List<Reference> references, Function<Reference, String> other) {
    List<Reference> inOrder =
        references.stream()
            .sorted(Comparator.comparingInt(reference -> reference.literal().from()))
            .toList();
    Buffer out = Buffer.buffer(json.length);
    int copied = 0;
    for (Reference reference : inOrder) {
      Span literal = reference.literal();
      out.appendBytes(json, copied, literal.from() - copied)
          .appendString('"' + other.apply(reference) + '"', StandardCharsets.US_ASCII.name());
      copied = literal.to();
    }
    return out.appendBytes(json, copied, json.length - copied);
  }
}
