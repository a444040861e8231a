// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.fhir.OperationInput.Input;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.RestRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Questions to a terminology service (http://hl7.org/fhir/R4/terminology-service.html): about codes
 * and nobody. Each takes the parameters listed here, with values in which nobody can be named.
 */
final class TerminologyRules {

  /** Those that may be given more than once. */
  private static final Set<String> REPEATED =
      Set.of(
          "designation",
          "property",
          "exclude-system",
          "system-version",
          "check-system-version",
          "force-system-version");

  private static final Set<String> VALIDATE_CODE =
      Set.of(
          "url",
          "code",
          "system",
          "systemVersion",
          "version",
          "valueSetVersion",
          "display",
          "coding",
          "codeableConcept",
          "date",
          "abstract",
          "displayLanguage");

  private static final Map<String, Map<String, Set<String>>> PARAMETERS =
      Map.of(
          "ValueSet",
          Map.of(
              "expand",
              Set.of(
                  "url",
                  "valueSetVersion",
                  "filter",
                  "date",
                  "offset",
                  "count",
                  "includeDesignations",
                  "designation",
                  "includeDefinition",
                  "activeOnly",
                  "excludeNested",
                  "excludeNotForUI",
                  "excludePostCoordinated",
                  "displayLanguage",
                  "exclude-system",
                  "system-version",
                  "check-system-version",
                  "force-system-version"),
              "validate-code",
              VALIDATE_CODE),
          "CodeSystem",
          Map.of(
              "lookup",
              Set.of("code", "system", "version", "coding", "date", "displayLanguage", "property"),
              "subsumes",
              Set.of("codeA", "codeB", "system", "version", "codingA", "codingB"),
              "validate-code",
              VALIDATE_CODE),
          "ConceptMap",
          Map.of(
              "translate",
              Set.of(
                  "url",
                  "conceptMapVersion",
                  "code",
                  "system",
                  "version",
                  "source",
                  "coding",
                  "codeableConcept",
                  "target",
                  "targetsystem",
                  "reverse")));

  private static final Set<String> CODED = Set.of("valueCoding", "valueCodeableConcept");

  private TerminologyRules() {}

  static boolean know(Operation operation) {
    String type = operation.type();
    return type != null && PARAMETERS.getOrDefault(type, Map.of()).containsKey(operation.name());
  }

  static Direct of(RestRequest request, Operation operation) {
    String type = Objects.requireNonNull(operation.type());
    Set<String> known = PARAMETERS.get(type).get(operation.name());
    boolean strict = request.preferences().strict();
    RestRequest plain = Representations.whole(request);
    Query query = query(operation.query(), known, strict);
    boolean posted = operation.posted();
    // Of what is posted nothing stays in the URL, where it would go on unread
    RestRequest asked =
        plain.with(
            new Operation(
                type, operation.id(), operation.name(), posted ? Query.NONE : query, posted));
    RestRequest held =
        posted
            ? asked.with(inputs(Objects.requireNonNull(request.body()), query, known, strict))
            : asked;
    return new Direct(held, OnRecord.NOBODY, type, Set.of());
  }

  private static Query query(Query asked, Set<String> known, boolean strict) {
    List<Parameter> held = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Parameter parameter : asked.parameters()) {
      if (!known.contains(parameter.name())) {
        SearchRules.unknown(strict);
      } else if (again(seen, parameter.name()) || parameter.value().length() > 1024) {
        throw SearchValues.malformed();
      } else {
        held.add(parameter);
      }
    }
    return new Query(List.copyOf(held));
  }

  /** Those of the body and of the URL are one. */
  private static Buffer inputs(Buffer body, Query query, Set<String> known, boolean strict) {
    List<Input> all = new ArrayList<>(OperationInput.of(body));
    query.parameters().forEach(parameter -> all.add(input(parameter)));
    List<Input> held = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Input input : all) {
      if (!known.contains(input.name())) {
        SearchRules.unknown(strict);
      } else if (again(seen, input.name())
          || (input.text() == null && !CODED.contains(input.element()))) {
        throw SearchValues.malformed();
      } else {
        held.add(input);
      }
    }
    Buffer written = OperationInput.written(held);
    try {
      FhirResource parameters = ResourceParser.parse(written.getBytes());
      if (parameters.references().isEmpty() && parameters.logical().isEmpty()) {
        return written;
      }
    } catch (IOException unreadable) {
      // as good as one that names somebody
    }
    throw SearchValues.malformed();
  }

  /** As it stands in Parameters, with the type that the operation's definition gives it. */
  private static Input input(Parameter parameter) {
    String value = parameter.value();
    String element =
        switch (parameter.name()) {
          case "url", "system", "source", "target", "targetsystem" -> "valueUri";
          case "code", "codeA", "codeB", "property", "displayLanguage" -> "valueCode";
          case "exclude-system", "system-version", "check-system-version", "force-system-version" ->
              "valueCanonical";
          case "date" -> "valueDateTime";
          case "offset", "count" -> "valueInteger";
          case "abstract",
              "includeDesignations",
              "includeDefinition",
              "activeOnly",
              "excludeNested",
              "excludeNotForUI",
              "excludePostCoordinated",
              "reverse" ->
              "valueBoolean";
          default -> "valueString";
        };
    boolean bare = element.equals("valueInteger") || element.equals("valueBoolean");
    if (bare && !value.matches(element.equals("valueInteger") ? "0|[1-9]\\d{0,8}" : "true|false")) {
      throw SearchValues.malformed();
    }
    return new Input(
        parameter.name(),
        element,
        value,
        Buffer.buffer(bare ? value : io.vertx.core.json.Json.encode(value)));
  }

  private static boolean again(Set<String> before, String name) {
    return !before.add(name) && !REPEATED.contains(name);
  }
}
