// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Preferences;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.RestRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Operations that are served, each with the parameters it takes. What changes nothing and takes
 * nothing but primitives is asked by {@code GET}, however it came.
 */
final class OperationRules {

  /** What brings resources of any type needs the scopes for all of them. */
  private static final Set<String> ANY_TYPE = Set.of("*");

  /** http://hl7.org/fhir/R4/observation-operation-lastn.html, as far as HAPI has it. */
  private static final Set<String> LAST_N =
      Set.of("patient", "subject", "category", "code", "date", "max", "_count");

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
      return ofRecord(request, operation, FixedParameters::ofEverything, id);
    } else if (is(operation, "Patient", "summary") && id != null) {
      return ofRecord(request, operation, FixedParameters.SUMMARY::hold, id);
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
    return operation.name().equals("document")
        ? plain(request, operation, FixedParameters.DOCUMENT::hold)
        : plain(request, operation, FixedParameters::ofEverything);
  }

  private static boolean is(Operation operation, String type, String name) {
    return type.equals(operation.type()) && operation.name().equals(name);
  }

  private static Direct ofRecord(
      RestRequest request,
      Operation operation,
      BiFunction<Query, Preferences, Query> parameters,
      String patient) {
    RestRequest plain = plain(request, operation, parameters);
    return new Direct(plain, patient, "Patient", Everything.types(plain.interaction().query()));
  }

  private static RestRequest plain(
      RestRequest request, Operation operation, BiFunction<Query, Preferences, Query> parameters) {
    Query query = parameters.apply(query(request, operation), request.preferences());
    return Representations.ofBundle(request)
        .with(new Operation(operation.type(), operation.id(), operation.name(), query, false));
  }

  private Direct lastN(RestRequest request, Operation operation) {
    SearchRules rules =
        new SearchRules(
            "Observation",
            publicUrl + "/fhir/" + request.practice(),
            request.preferences().strict());
    HeldQuery query = rules.ofLastN(taken(query(request, operation), request.preferences()));
    return new Direct(
        Representations.ofSearch(request, "Observation", query.reaches())
            .with(new Operation("Observation", null, "lastn", query.query(), false)),
        query.patient(),
        "Observation",
        query.reaches());
  }

  /** Hosts leave out what they do not take, and what was to be narrowed would not be. */
  private static Query taken(Query query, Preferences preferences) {
    List<Parameter> taken = new ArrayList<>();
    for (Parameter parameter : query.parameters()) {
      if (LAST_N.contains(parameter.name().split("[:.]", 2)[0])) {
        taken.add(parameter);
      } else {
        SearchRules.unknown(preferences.strict());
      }
    }
    return new Query(List.copyOf(taken));
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
