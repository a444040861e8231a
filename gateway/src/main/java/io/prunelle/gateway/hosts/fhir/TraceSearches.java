// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.R4.ParameterType;
import io.prunelle.gateway.rest.R4.SearchParameter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which searches would find something of a record, at a host that offers them. */
public final class TraceSearches {

  private static final String PATIENT = ResourceKey.PATIENT;
  public static final String IDENTIFIER = "identifier";
  public static final int IDS_PER_SEARCH = 50;

  /**
   * One search.
   *
   * @param query null when the host does not offer it
   * @param meant whether a resource that is found is what was searched
   */
  public record Search(
      String type, String parameter, @Nullable String query, Predicate<Resource> meant) {

    public boolean offered() {
      return query != null;
    }

    /** Of one that is offered. */
    public String asked() {
      return Objects.requireNonNull(query);
    }
  }

  private final Optional<Capabilities> capabilities;

  /**
   * Searches at one host.
   *
   * @param capabilities empty when the host does not say: then it is asked whatever R4 has
   */
  public TraceSearches(Optional<Capabilities> capabilities) {
    this.capabilities = capabilities;
  }

  /** All but those for what refers to parts of the record. */
  public List<Search> of(String patient, List<Identifier> identifiers) {
    List<Search> searches = new ArrayList<>();
    R4.parameters().keySet().stream()
        .sorted()
        .filter(this::isThere)
        .forEach(type -> byPatient(type, patient, searches));
    searches.addAll(by(identifiers));
    return searches;
  }

  /** Those for Patients with one of these. */
  public List<Search> by(List<Identifier> identifiers) {
    return identifiers.stream().distinct().map(this::byIdentifier).toList();
  }

  private void byPatient(String type, String patient, List<Search> searches) {
    ResourceKey key = ResourceKey.patient(patient);
    R4.parameters().get(type).values().stream()
        .filter(TraceSearches::canNamePatient)
        .map(SearchParameter::name)
        .sorted()
        .forEach(name -> searches.add(search(type, name, key.toString(), names(Set.of(key)))));
  }

  private static boolean canNamePatient(SearchParameter parameter) {
    return parameter.type() == ParameterType.REFERENCE
        && (parameter.targets().contains(PATIENT) || parameter.targets().contains("*"));
  }

  /** Those for what refers to some of what was erased. */
  public List<Search> referring(List<ResourceKey> erased) {
    List<Search> searches = new ArrayList<>();
    for (int from = 0; from < erased.size(); from += IDS_PER_SEARCH) {
      referring(erased.subList(from, Math.min(erased.size(), from + IDS_PER_SEARCH)), searches);
    }
    return searches;
  }

  private void referring(List<ResourceKey> erased, List<Search> searches) {
    PatientSearches.REFERRING.forEach(
        (type, parameters) ->
            parameters.forEach(parameter -> referring(type, parameter, erased, searches)));
  }

  private void referring(
      String type, String parameter, List<ResourceKey> erased, List<Search> searches) {
    List<ResourceKey> targets =
        erased.stream().filter(key -> PatientSearches.finds(type, parameter, key)).toList();
    if (isThere(type) && !targets.isEmpty()) {
      searches.add(
          search(
              type,
              parameter,
              targets.stream().map(ResourceKey::toString).collect(Collectors.joining(",")),
              names(Set.copyOf(targets))));
    }
  }

  private Search byIdentifier(Identifier identifier) {
    return search(
        PATIENT,
        IDENTIFIER,
        identifier.token(),
        found -> Identifier.of(found).contains(identifier));
  }

  private Search search(String type, String parameter, String value, Predicate<Resource> meant) {
    boolean offered =
        capabilities
            .map(known -> known.parameters().getOrDefault(type, Set.of()).contains(parameter))
            .orElse(true);
    String query =
        type
            + "?"
            + parameter
            + "="
            + URLEncoder.encode(value, StandardCharsets.UTF_8)
            + "&_count=5";
    return new Search(type, parameter, offered ? query : null, meant);
  }

  /** A type that a host does not have cannot be found there. */
  private boolean isThere(String type) {
    return capabilities.map(known -> known.parameters().containsKey(type)).orElse(true);
  }

  /** By a reference of any kind: relative, absolute, of a version. */
  private static Predicate<Resource> names(Set<ResourceKey> keys) {
    return found -> {
      if (found.references().stream().anyMatch(keys::contains) || keys.contains(found.key())) {
        return true;
      }
      String body = found.body().toString();
      return keys.stream()
          .anyMatch(key -> body.contains("/" + key + "\"") || body.contains("/" + key + "/"));
    };
  }
}
