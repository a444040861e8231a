// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.BodyRules.Known;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.fhir.OperationInput.Input;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.RestRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * {@code $validate} (http://hl7.org/fhir/R4/resource-operation-validate.html): what is to be
 * validated is health data, so it is held to its patient like the body of a create, and goes to the
 * host of that record and no other.
 */
final class ValidateRules {

  private static final Set<String> MODES = Set.of("create", "update", "profile");

  private ValidateRules() {}

  /** Of a resource that need not be stored. */
  static Direct of(RestRequest request, Operation operation) {
    String type = Objects.requireNonNull(operation.type());
    String id = operation.id();
    // Without an id in the URL, of which a host could say whether there is one that is not shown
    RestRequest held =
        held(
            request,
            new Operation(type, null, operation.name(), operation.query(), operation.posted()));
    BodyRules rules = new BodyRules(resource(held), request.siblings(), Known.NOTHING);
    if (id != null) {
      rules.requireType(type, id);
    }
    String patient = type.equals("Patient") ? person(rules, held) : rules.anybodys(type);
    return new Direct(held, patient, type, Set.of());
  }

  /** Who is not registered yet is nobody so far, and would be on the practice's own host. */
  private static String person(BodyRules rules, RestRequest held) {
    try {
      if (ResourceParser.parse(resource(held)).id() != null) {
        return rules.itself();
      }
    } catch (IOException malformed) {
      throw OperationInput.malformed();
    }
    rules.requireNew();
    return OnRecord.NOBODY;
  }

  /** Of a stored resource as it would become. */
  static RestRequest stored(RestRequest request, Operation operation, Known known) {
    RestRequest held = held(request, operation);
    StoredRules.requirePatient(
        new BodyRules(resource(held), request.siblings(), known),
        Objects.requireNonNull(operation.type()),
        Objects.requireNonNull(operation.id()),
        known);
    return held;
  }

  /** The request with Parameters of a resource and no more than may go with it. */
  private static RestRequest held(RestRequest request, Operation operation) {
    if (!operation.posted()) {
      throw Attribution.notSupported();
    }
    Buffer body = Objects.requireNonNull(request.body());
    List<Input> inputs = new ArrayList<>();
    if (isParameters(body)) {
      inputs.addAll(OperationInput.of(body));
    } else {
      inputs.add(new Input("resource", "resource", null, body));
    }
    for (Parameter parameter : operation.query().parameters()) {
      inputs.add(input(parameter));
    }
    Set<String> seen = new HashSet<>();
    for (Input input : inputs) {
      if (!seen.add(input.name()) || !taken(input)) {
        throw SearchValues.malformed();
      }
    }
    if (!seen.contains("resource")) {
      throw SearchValues.malformed();
    }
    if (seen.contains("profile") || namesProfile(body)) {
      requireAlone(resource(inputs));
    }
    return Representations.whole(request)
        .with(new Operation(operation.type(), operation.id(), operation.name(), Query.NONE, true))
        .with(OperationInput.written(inputs));
  }

  private static Input input(Parameter parameter) {
    return new Input(
        parameter.name(),
        parameter.name().equals("profile") ? "valueUri" : "valueCode",
        parameter.value(),
        Buffer.buffer(io.vertx.core.json.Json.encode(parameter.value())));
  }

  private static boolean taken(Input input) {
    String text = Objects.requireNonNullElse(input.text(), "");
    return switch (input.name()) {
      case "resource" -> input.isResource();
      case "mode" -> MODES.contains(text);
      case "profile" -> text.matches("https?://[!-~]{1,500}|urn:[!-~]{1,500}");
      default -> false;
    };
  }

  private static boolean isParameters(Buffer body) {
    try {
      return "Parameters".equals(ResourceParser.parse(body.getBytes()).type());
    } catch (IOException malformed) {
      throw OperationInput.malformed();
    }
  }

  private static byte[] resource(RestRequest held) {
    return resource(OperationInput.of(Objects.requireNonNull(held.body())));
  }

  private static byte[] resource(List<Input> inputs) {
    return inputs.stream()
        .filter(Input::isResource)
        .findFirst()
        .map(input -> input.json().getBytes())
        .orElseThrow(SearchValues::malformed);
  }

  /** Profiles that a resource claims are checked as well ({@code Meta.profile}). */
  private static boolean namesProfile(Buffer body) {
    try {
      JsonReader parser = JsonReader.open(body.getBytes());
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME && parser.currentName().equals("profile")) {
          return true;
        }
      }
      return false;
    } catch (IOException malformed) {
      throw OperationInput.malformed();
    }
  }

  /**
   * A profile may say what is at the end of a reference: whether it holds would tell of resources
   * that may be another's.
   */
  private static void requireAlone(byte[] resource) {
    try {
      boolean alone =
          ResourceParser.parse(resource).references().stream()
              .map(reference -> References.relative(reference.value()))
              .flatMap(Optional::stream)
              .noneMatch(target -> Compartment.subject(target.type()).isPresent());
      if (alone) {
        return;
      }
    } catch (IOException malformed) {
      throw OperationInput.malformed();
    }
    throw new Refusal.NotSupported(
            "profile-with-references",
            "A resource that refers to others of a record is not validated against a profile, which"
                + " could look at those.")
        .refused();
  }
}
