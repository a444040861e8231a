// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Grammar;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.SearchTerm;
import io.prunelle.gateway.rest.SearchTerm.Chained;
import io.prunelle.gateway.rest.SearchTerm.Include;
import io.prunelle.gateway.rest.SearchTerm.Simple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a query over one type to one patient. One parameter, with one value, names the patient;
 * whatever else is asked is asked of that patient's resources alone, or reaches what everybody may
 * see. Parameters that nobody knows are dropped, or refused if the client prefers
 * (http://hl7.org/fhir/R4/search.html#errors); they are never sent on.
 */
final class SearchRules {

  private final String type;
  private final PatientReference references;
  private final boolean strict;

  /**
   * @param base the practice's own base URL, as absolute references may begin with
   */
  SearchRules(String type, String base, boolean strict) {
    this.type = type;
    this.references = new PatientReference(base);
    this.strict = strict;
  }

  /**
   * A search.
   *
   * @param owner the patient whose compartment is searched; null when the query has to name one
   */
  HeldQuery ofSearch(Query query, @Nullable String owner) {
    return held(query, owner, SteeringRules.of(type));
  }

  /** A search among what nobody owns; it may reach nothing that somebody does. */
  HeldQuery ofReferenceData(Query query) {
    List<SearchTerm> terms = query.parameters().stream().map(SearchTerm::parse).toList();
    HeldQuery free = rest(terms, OnRecord.NOBODY, SteeringRules.of(type), List.of());
    if (!free.reaches().stream().allMatch(SharedTypes::contains)) {
      throw Reach.beyondTheRecord();
    }
    return free;
  }

  /** {@code $lastn}: a search, with a parameter more. */
  HeldQuery ofLastN(Query query) {
    return held(query, null, SteeringRules.ofLastN(type));
  }

  /** The criteria of a conditional write: nothing dropped, nothing but criteria. */
  Query ofCondition(Query query, String owner) {
    HeldQuery held =
        new SearchRules(type, references, true).held(query, owner, SteeringRules.none(type));
    boolean plain =
        held.reaches().isEmpty()
            && query.parameters().stream()
                .map(SearchTerm::parse)
                .allMatch(Simple.class::isInstance);
    if (!plain || held.query().parameters().size() < 2) {
      throw new Refusal.BadExchange(
              400, "condition-malformed", "The condition must hold criteria beside the patient.")
          .refused();
    }
    return held.query();
  }

  private SearchRules(String type, PatientReference references, boolean strict) {
    this.type = type;
    this.references = references;
    this.strict = strict;
  }

  private HeldQuery held(Query query, @Nullable String owner, SteeringRules steering) {
    Set<String> naming = naming();
    @Nullable Simple subject = null;
    List<SearchTerm> further = new ArrayList<>();
    for (Parameter parameter : query.parameters()) {
      SearchTerm term = SearchTerm.parse(parameter);
      if (term instanceof Simple simple && naming.contains(simple.name())) {
        // One parameter, one value: a list, or a second parameter, could name somebody else
        if (subject != null) {
          throw Attribution.notSupported();
        }
        subject = simple;
      } else {
        further.add(term);
      }
    }
    String patient = patient(subject, owner);
    String name = subject == null ? naming.iterator().next() : subject.name();
    Parameter holding = new Parameter(name, name.equals("_id") ? patient : "Patient/" + patient);
    return rest(further, patient, steering, List.of(holding));
  }

  /** What is asked beside the parameters that come first. */
  private HeldQuery rest(
      List<SearchTerm> terms, String patient, SteeringRules steering, List<Parameter> first) {
    List<Parameter> sent = new ArrayList<>(first);
    Set<String> reaches = new HashSet<>();
    for (SearchTerm term : terms) {
      kept(term, patient, steering, reaches).map(SearchTerm::written).ifPresent(sent::add);
    }
    return new HeldQuery(patient, new Query(List.copyOf(sent)), Set.copyOf(reaches));
  }

  /** The parameters that say whose a resource of this type is; the usual one first. */
  private Set<String> naming() {
    return type.equals("Patient")
        ? Set.of("_id")
        : Compartment.subject(type)
            .map(Subject::parameters)
            .filter(parameters -> !parameters.isEmpty())
            .orElseThrow(Attribution::notSupported);
  }

  private String patient(@Nullable Simple subject, @Nullable String owner) {
    if (subject == null) {
      if (owner == null) {
        throw Attribution.notSupported();
      }
      return owner;
    }
    String named = references.patient(subject);
    if (owner != null && !owner.equals(named)) {
      throw Attribution.notSupported();
    }
    return named;
  }

  /** Empty for what is dropped; throws the refusal. */
  private Optional<SearchTerm> kept(
      SearchTerm term, String patient, SteeringRules steering, Set<String> reaches) {
    if (term instanceof Include include) {
      reaches.addAll(Reach.of(include));
      return Optional.of(term);
    } else if (term instanceof Chained chain) {
      reaches.addAll(Reach.of(type, chain));
      return Optional.of(term);
    } else if (term instanceof Simple simple) {
      return steering.knows(simple) ? Optional.of(steering.checked(simple)) : own(simple, patient);
    }
    throw Reach.beyondTheRecord();
  }

  private Optional<SearchTerm> own(Simple simple, String patient) {
    Optional<R4.SearchParameter> known = R4.parameter(type, simple.name());
    if (known.isEmpty()) {
      unknown(strict);
      return Optional.empty();
    }
    return Optional.of(
        known.get().type() == R4.ParameterType.REFERENCE
            ? references.checked(simple, known.get(), patient)
            : checked(simple, known.get()));
  }

  /** A parameter that is not a reference. */
  static Simple checked(Simple simple, R4.SearchParameter parameter) {
    String modifier = simple.modifier();
    boolean taken =
        "missing".equals(modifier)
            ? Set.of("true", "false").contains(String.join(",", simple.values()))
            : (modifier == null || SearchValues.knows(parameter.type(), modifier))
                && simple.values().stream()
                    .allMatch(
                        value ->
                            simple.name().equals("_id")
                                ? Grammar.isId(value)
                                : SearchValues.takes(parameter.type(), value));
    if (!taken) {
      throw SearchValues.malformed();
    }
    return simple;
  }

  static void unknown(boolean strict) {
    if (strict) {
      throw new Refusal.BadExchange(
              400, "parameter-unknown", "A parameter is none that FHIR has for this type.")
          .refused();
    }
  }
}
