// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Conditions;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Preferences;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.R4.ParameterType;
import io.prunelle.gateway.rest.R4.SearchParameter;
import io.prunelle.gateway.rest.Representation;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.SearchTerm.Include;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is offered of a type. Found out by asking the rules that requests meet, so it cannot say
 * more than they let through.
 *
 * @param interactions keys as in the configuration
 */
public record Offer(String type, Set<String> interactions, List<SearchParameter> parameters) {

  private static final String DEFINITION = "http://hl7.org/fhir/OperationDefinition/";

  private static final Map<String, List<String>> OPERATIONS =
      Map.of(
          "CodeSystem", List.of("lookup", "subsumes", "validate-code"),
          "Composition", List.of("document"),
          "ConceptMap", List.of("translate"),
          "Encounter", List.of("everything"),
          "Observation", List.of("lastn"),
          "Patient", List.of("everything"),
          "ValueSet", List.of("expand", "validate-code"));

  private static final String ANY = "a";

  /** The types of which something is offered, in alphabetical order. */
  public static List<Offer> of(Settings settings) {
    Attribution attribution = new Attribution(settings.publicUrl().toString());
    return R4.parameters().keySet().stream()
        .sorted()
        .map(type -> of(type, attribution, settings.fhir().interactions()))
        .filter(offer -> !offer.interactions().isEmpty())
        .toList();
  }

  private static Offer of(String type, Attribution attribution, Set<String> wanted) {
    Set<String> interactions = new TreeSet<>(written(type));
    List<Interaction> asked =
        List.of(
            new Interaction.Read(type, ANY),
            new Interaction.VRead(type, ANY, ANY),
            new Interaction.Delete(type, ANY),
            new Interaction.History(type, ANY, Query.NONE));
    for (Interaction interaction : asked) {
      if (StoredRules.lookUp(request(interaction)).isPresent()
          || isHeld(attribution, interaction)) {
        interactions.add(interaction.kind().key());
      }
    }
    if (FhirBodies.showable(type)) {
      interactions.add("history-type");
    }
    List<Parameter> named = named(type);
    if (isHeld(attribution, search(type, named))) {
      interactions.add("search-type");
    }
    interactions.retainAll(wanted);
    return new Offer(
        type,
        interactions,
        interactions.contains("search-type") ? searched(type, attribution, named) : List.of());
  }

  /** What a search of the type can bring along, as {@code _include} names it. */
  public List<String> includes() {
    return interactions.contains("search-type") ? over(type, null, isShared()) : List.of();
  }

  /** A search among what nobody owns reaches nothing that somebody does. */
  private boolean isShared() {
    return SharedTypes.contains(type);
  }

  /** The same of what refers to it, as {@code _revinclude} names it. */
  public List<String> reverseIncludes() {
    return interactions.contains("search-type")
        ? R4.parameters().keySet().stream()
            .sorted()
            .flatMap(source -> over(source, type, isShared()).stream())
            .toList()
        : List.of();
  }

  /**
   * References from a source that an include may follow.
   *
   * @param to the type that they lead to, followed backwards; null for any, followed forwards
   * @param shared whether they may lead to nothing but what nobody owns
   */
  private static List<String> over(String source, @Nullable String to, boolean shared) {
    return R4.parameters().get(source).values().stream()
        .filter(parameter -> parameter.type() == ParameterType.REFERENCE)
        .filter(
            parameter ->
                to == null || parameter.targets().contains(to) || parameter.targets().contains("*"))
        .map(SearchParameter::name)
        .filter(name -> brings(new Include(to != null, false, source, name, null), shared))
        .sorted()
        .map(name -> source + ":" + name)
        .toList();
  }

  private static boolean brings(Include include, boolean shared) {
    try {
      Set<String> reached = Reach.of(include);
      return !reached.isEmpty() && (!shared || reached.stream().allMatch(SharedTypes::contains));
    } catch (Refused refused) {
      return false;
    }
  }

  /** Operations on the type or its resources, by name, each with its definition. */
  public Map<String, String> operations() {
    Map<String, String> operations = new TreeMap<>();
    OPERATIONS
        .getOrDefault(type, List.of())
        .forEach(name -> operations.put(name, DEFINITION + type + "-" + name));
    if (type.equals("Patient")) {
      operations.put("summary", "http://hl7.org/fhir/uv/ips/OperationDefinition/summary");
    }
    operations.put("validate", DEFINITION + "Resource-validate");
    return operations;
  }

  /** Of what a body decides on. */
  private static Set<String> written(String type) {
    if (type.equals("Patient")) {
      return Set.of(
          "create",
          "conditional-create",
          "update",
          "conditional-update",
          "patch",
          "conditional-patch");
    }
    return Compartment.subject(type)
        .map(
            subject ->
                subject.single()
                    ? Set.of(
                        "create",
                        "update",
                        "patch",
                        "conditional-create",
                        "conditional-update",
                        "conditional-patch",
                        "conditional-delete")
                    : Set.of("create", "update", "patch"))
        .orElse(Set.of());
  }

  /** What a search of the type must have: the patient. */
  private static List<Parameter> named(String type) {
    return type.equals("Patient")
        ? List.of(new Parameter("_id", ANY))
        : Compartment.subject(type)
            .flatMap(subject -> subject.parameters().stream().findFirst())
            // by a bare id where nothing but a patient may be meant
            .map(name -> List.of(new Parameter(name, "Patient/" + ANY)))
            .orElse(List.of());
  }

  private static List<SearchParameter> searched(
      String type, Attribution attribution, List<Parameter> named) {
    return R4.parameters().get(type).values().stream()
        .filter(parameter -> isSearched(type, attribution, named, parameter))
        .sorted(Comparator.comparing(SearchParameter::name))
        .toList();
  }

  private static boolean isSearched(
      String type, Attribution attribution, List<Parameter> named, SearchParameter parameter) {
    if (named.stream().anyMatch(name -> name.name().equals(parameter.name()))) {
      return true;
    }
    if (Set.of(ParameterType.COMPOSITE, ParameterType.SPECIAL).contains(parameter.type())) {
      return false;
    }
    List<Parameter> query = new ArrayList<>(named);
    query.add(new Parameter(parameter.name(), value(parameter)));
    return isHeld(attribution, search(type, query));
  }

  /** What nobody owns, where it may be that: what somebody owns is not asked for everywhere. */
  private static String target(Set<String> targets) {
    return targets.stream()
        .sorted()
        .filter(SharedTypes::contains)
        .findFirst()
        .or(() -> targets.stream().sorted().findFirst())
        .orElseThrow();
  }

  private static String value(SearchParameter parameter) {
    return switch (parameter.type()) {
      case DATE -> "2020-01-01";
      case NUMBER, QUANTITY -> "1";
      case URI -> "urn:oid:1.2";
      case REFERENCE ->
          parameter.targets().contains("*") || parameter.targets().isEmpty()
              ? "Practitioner/" + ANY
              : target(parameter.targets()) + "/" + ANY;
      default -> ANY;
    };
  }

  private static Interaction search(String type, List<Parameter> query) {
    return new Interaction.Search(type, new Query(List.copyOf(query)), false);
  }

  private static boolean isHeld(Attribution attribution, Interaction interaction) {
    try {
      attribution.of(request(interaction));
      return true;
    } catch (Refused refused) {
      return false;
    }
  }

  private static RestRequest request(Interaction interaction) {
    return new RestRequest(
        "any",
        interaction,
        Representation.PLAIN,
        new Preferences(true, false),
        Conditions.NONE,
        null,
        Map.of());
  }
}
