// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway needs to know of a resource: what it is and whom it mentions.
 *
 * @param type null when there is no {@code resourceType}
 * @param id null when there is none
 * @param references every literal reference in it, contained resources included, in no order
 * @param logical every other element that says it refers to a Patient, or may
 * @param nested every resource in it, such as those contained
 * @param hasSubject whether it has an element {@code subject} itself, whatever that says
 */
public record FhirResource(
    @Nullable String type,
    @Nullable String id,
    List<Reference> references,
    List<LogicalReference> logical,
    List<Nested> nested,
    boolean hasSubject) {

  /**
   * A literal reference, or a URL of a Patient or a Binary somewhere else than in a Reference.
   *
   * @param path elements down to it, without indices: {@code subject}, {@code
   *     component.valueReference}; of a URL with its own name, {@code content.attachment.url}
   * @param span of the object that refers; of a URL, of the string
   * @param literal of the string
   */
  public record Reference(String path, String value, Span span, Span literal) {

    /** Whether it is no Reference, but a URL in another element. */
    public boolean isUrl() {
      return span.equals(literal);
    }
  }

  /**
   * A reference without a literal one, by identifier or in words
   * (http://hl7.org/fhir/R4/references.html#logical).
   *
   * @param patient whether its {@code type} is Patient; else it has an identifier and no type, in
   *     an element of a name that some element has that may refer to a Patient
   * @param tells whether there is something in it, beside its {@code type}, that may tell who it
   *     is; if not it may be no reference, but something else that has a {@code type}
   */
  public record LogicalReference(String path, Span span, boolean patient, boolean tells) {}

  /**
   * A resource within the resource (http://hl7.org/fhir/R4/references.html#contained).
   *
   * @param path elements down to it, without indices
   */
  public record Nested(String path, String type, Span span) {}

  /**
   * Where an object stands in the document it was read from, in bytes.
   *
   * @param from of its opening brace
   * @param to behind its closing brace
   */
  public record Span(int from, int to) {
    /** Whether the other one is a part of it. */
    boolean holds(Span other) {
      return from <= other.from && other.to <= to;
    }
  }
}
