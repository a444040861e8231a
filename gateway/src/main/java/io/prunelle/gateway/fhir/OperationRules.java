// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.RestRequest;
import java.util.Objects;
import java.util.Set;

/**
 * Operations that are served, each with the parameters it takes. What changes nothing and takes
 * nothing but primitives is asked by {@code GET}, however it came.
 */
final class OperationRules {

  /** What brings resources of any type needs the scopes for all of them. */
  private static final Set<String> ANY_TYPE = Set.of("*");

  private final String publicUrl;

  /**
   * @param publicUrl what own references in queries may begin with
   */
  OperationRules(String publicUrl) {
    this.publicUrl = publicUrl;
  }

  /** Throws the refusal when the request alone does not tell whose record it is about. */
  Direct of(RestRequest request, Operation operation) {
    String id = operation.id();
    if (TerminologyRules.know(operation)) {
      return TerminologyRules.of(request, operation);
    } else if (is(operation, "Patient", "everything") && id != null) {
      return ofRecord(request, operation, FixedParameters.EVERYTHING, id);
    } else if (is(operation, "Patient", "summary") && id != null) {
      return ofRecord(request, operation, FixedParameters.SUMMARY, id);
    } else if (is(operation, "Observation", "lastn") && id == null) {
      return lastN(request, operation);
    } else if (operation.name().equals("validate") && isValidatedAlone(operation)) {
      return ValidateRules.of(request, operation);
    }
    throw Attribution.notSupported();
  }

  /** Whether only the stored resource tells whose record it is about. */
  static boolean isOfStored(Operation operation) {
    return operation.id() != null
        && (is(operation, "Composition", "document")
            || is(operation, "Encounter", "everything")
            || (operation.name().equals("validate") && operation.posted()));
  }

  /** What nobody owns as well, whatever is stored under its id. */
  private static boolean isValidatedAlone(Operation operation) {
    String type = operation.type();
    return type != null && (operation.id() == null || SharedTypes.contains(type));
  }

  /** Types that are asked for beside the one in the path. */
  static Set<String> reaches(Operation operation) {
    if (operation.name().equals("validate")) {
      return Set.of();
    }
    Set<String> types = Set.of();
    if (operation.name().equals("everything") && !operation.posted()) {
      types = Everything.types(operation.query());
    }
    return types.isEmpty() ? ANY_TYPE : types;
  }

  /** Of a stored resource, once it is known whose it is. */
  static RestRequest ofStored(RestRequest request, Operation operation, BodyRules.Known known) {
    if (operation.name().equals("validate")) {
      return ValidateRules.stored(request, operation, known);
    }
    return plain(
        request,
        operation,
        operation.name().equals("document")
            ? FixedParameters.DOCUMENT
            : FixedParameters.EVERYTHING);
  }

  private static boolean is(Operation operation, String type, String name) {
    return type.equals(operation.type()) && operation.name().equals(name);
  }

  private static Direct ofRecord(
      RestRequest request, Operation operation, FixedParameters parameters, String patient) {
    RestRequest plain = plain(request, operation, parameters);
    return new Direct(plain, patient, "Patient", Everything.types(plain.interaction().query()));
  }

  private static RestRequest plain(
      RestRequest request, Operation operation, FixedParameters parameters) {
    Query query = parameters.hold(query(request, operation), request.preferences());
    return Representations.ofBundle(request)
        .with(new Operation(operation.type(), operation.id(), operation.name(), query, false));
  }

  private Direct lastN(RestRequest request, Operation operation) {
    SearchRules rules =
        new SearchRules(
            "Observation",
            publicUrl + "/fhir/" + request.practice(),
            request.preferences().strict());
    HeldQuery query = rules.ofLastN(query(request, operation));
    return new Direct(
        Representations.ofSearch(request, "Observation", query.reaches())
            .with(new Operation("Observation", null, "lastn", query.query(), false)),
        query.patient(),
        "Observation",
        query.reaches());
  }

  /** Parameters of the URL and of the body are one query. */
  static Query query(RestRequest request, Operation operation) {
    if (!operation.posted()) {
      return operation.query();
    }
    Query whole =
        operation.query().and(OperationInput.query(Objects.requireNonNull(request.body())));
    if (whole.encoded().length() > Query.LONGEST) {
      throw OperationInput.tooLong();
    }
    return whole;
  }
}
