// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.R4.SearchParameter;
import io.prunelle.gateway.rest.SearchTerm;
import io.prunelle.gateway.rest.SearchTerm.Include;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The steps that a search asks a host to take from what it finds to what it brings along. A host
 * takes them from others' resources as well; what it has by way of these alone would tell of them,
 * be it nobody's. So each is taken here again, from what is shown.
 *
 * @param asked includes, in the order of the request
 */
public record Steps(List<Include> asked) {

  public static final Steps NONE = new Steps(List.of());

  /**
   * From any resource to whatever it refers to, and to each Provenance of it, and on: as a document
   * holds them (http://hl7.org/fhir/R4/documents.html#content).
   */
  public static final Steps ANY =
      new Steps(
          List.of(
              new Include(false, true, "*", "*", null),
              new Include(true, true, "Provenance", "target", null)));

  private static final String ANYTHING = "*";

  /** Those of a request. */
  public static Steps of(Query query) {
    List<Include> asked =
        query.parameters().stream()
            .filter(
                parameter ->
                    parameter.name().startsWith("_include")
                        || parameter.name().startsWith("_revinclude"))
            .map(SearchTerm::parse)
            .filter(Include.class::isInstance)
            .map(Include.class::cast)
            .distinct()
            .toList();
    return asked.isEmpty() ? NONE : new Steps(asked);
  }

  /** The elements of a resource itself that refer to what is brought, or to what brings it. */
  Set<String> elements() {
    return asked.stream()
        .flatMap(step -> ReferenceElements.of(step.source(), step.parameter()).stream())
        .map(element -> element.path().split("\\.", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * How one resource stands among others.
   *
   * @param names by which it is referred to
   * @param to what it refers to, by step; nothing for a step that does not begin at its type
   */
  public record Place(String type, Set<String> names, List<Set<String>> to) {}

  /**
   * Where a resource stands.
   *
   * @param url what else it is named by, if anything, such as the name of what has no id
   * @param base a host's base URL, as absolute references may begin with
   * @param content all of it, which is only asked for where definitions are named by their URLs
   */
  public Place place(
      FhirResource resource, @Nullable String url, String base, Supplier<JsonObject> content) {
    String type = String.valueOf(resource.type());
    Set<String> names = new HashSet<>(Set.of(type + "/" + resource.id()));
    if (url != null) {
      names.add(url);
    }
    boolean defines =
        SharedTypes.define(type) && asked.stream().anyMatch(Steps::leadsToDefinitions);
    boolean namesDefinitions =
        asked.stream().anyMatch(step -> beginsAt(step, type) && leadsToDefinitions(step));
    // Parsed once, and mostly not at all
    JsonObject all = defines || namesDefinitions ? content.get() : new JsonObject();
    if (defines) {
      names.addAll(Canonicals.names(all));
    }
    List<Set<String>> to = new ArrayList<>(asked.size());
    for (Include step : asked) {
      to.add(beginsAt(step, type) ? references(step, resource, base, all) : Set.of());
    }
    return new Place(type, names, to);
  }

  private static Set<String> references(
      Include step, FhirResource resource, String base, JsonObject content) {
    List<ReferenceElements.Element> elements =
        ReferenceElements.of(step.source(), step.parameter());
    Set<String> references = new HashSet<>();
    for (FhirResource.Reference reference : resource.references()) {
      if (step.source().equals(ANYTHING)
          || elements.stream().anyMatch(element -> element.path().equals(reference.path()))) {
        add(reference.value(), base, references);
      }
    }
    for (ReferenceElements.Element element : elements) {
      if (element.canonical()) {
        for (String named : Canonicals.in(content, element.path())) {
          add(named, base, references);
        }
      }
    }
    return references;
  }

  /** As it is written, and as {@code Type/id}. */
  private static void add(String reference, String base, Set<String> references) {
    references.add(reference);
    References.below(base, reference).ifPresent(to -> references.add(to.key()));
  }

  private static boolean beginsAt(Include step, String type) {
    return step.source().equals(type) || step.source().equals(ANYTHING);
  }

  private static boolean leadsToDefinitions(Include step) {
    return ReferenceElements.of(step.source(), step.parameter()).stream()
        .anyMatch(ReferenceElements.Element::canonical);
  }

  /** Whether such a step may end at a type. */
  static boolean endsAt(Include step, String type) {
    if (step.source().equals(ANYTHING)) {
      return true;
    } else if (step.target() != null) {
      return step.target().equals(type);
    }
    Optional<SearchParameter> parameter = R4.parameter(step.source(), step.parameter());
    return parameter
        .map(SearchParameter::targets)
        .filter(targets -> targets.contains(ANYTHING) || targets.contains(type))
        .isPresent();
  }
}
