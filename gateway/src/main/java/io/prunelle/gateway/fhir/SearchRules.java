// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Compartment.Naming;
import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Grammar;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.SearchTerm;
import io.prunelle.gateway.rest.SearchTerm.Chained;
import io.prunelle.gateway.rest.SearchTerm.Include;
import io.prunelle.gateway.rest.SearchTerm.Reverse;
import io.prunelle.gateway.rest.SearchTerm.Simple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds a query over one type to one patient. One parameter, with one value, names the patient;
 * whatever else is asked is asked of that patient's resources alone, or reaches what everybody may
 * see. Parameters that nobody knows are dropped, or refused if the client prefers
 * (http://hl7.org/fhir/R4/search.html#errors); they are never sent on.
 */
final class SearchRules {

  private static final Set<String> STEERING =
      Set.of("_count", "_has", "_include", "_revinclude", "_sort", "_summary", "_total", "max");

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
    return held(query, owner, SteeringRules.of(type), true);
  }

  /** Whether it names one patient, and so may be held to that one. */
  boolean namesOne(Query query) {
    return one(query).isPresent();
  }

  /** The one patient that it names; throws the refusal when it may be somebody else. */
  Optional<String> named(Query query) {
    return one(query).map(references::patient);
  }

  /** All the patients that it names; throws the refusal when it may be somebody else. */
  Set<String> everyNamed(Query query) {
    Set<String> all = new TreeSet<>();
    naming(query).stream()
        .filter(SearchRules::names)
        .forEach(naming -> all.addAll(references.ids(naming)));
    return all;
  }

  private List<Simple> naming(Query query) {
    Set<String> naming = naming();
    return query.parameters().stream()
        .map(this::parsed)
        .filter(Simple.class::isInstance)
        .map(Simple.class::cast)
        .filter(simple -> isNaming(simple, naming))
        .toList();
  }

  private Optional<Simple> one(Query query) {
    List<Simple> named = naming(query);
    return named.size() == 1 && named.get(0).values().size() == 1 && names(named.get(0))
        ? Optional.of(named.get(0))
        : Optional.empty();
  }

  /** Whether it says whose, by its name or by what it names. */
  private boolean isNaming(Simple simple, Set<String> naming) {
    return naming.contains(simple.name())
        || (Compartment.subject(type)
                .filter(subject -> subject.typed().contains(simple.name()))
                .isPresent()
            && references.areTyped(simple));
  }

  /** By id, rather than by what a reference says beside it. */
  private static boolean names(Simple naming) {
    return naming.modifier() == null || naming.modifier().equals("Patient");
  }

  /**
   * A search over whoever's resources there are: what it finds is attributed afterwards. How it is
   * sorted, counted and paged is the gateway's own business.
   *
   * @param owner the patient whose resources alone are searched; null for anybody's
   */
  FreeQuery ofAnybody(Query query, @Nullable String owner) {
    SteeringRules steering = SteeringRules.of(type);
    Map<String, Simple> steered = new LinkedHashMap<>();
    List<Parameter> narrowing = new ArrayList<>();
    for (Parameter parameter : query.parameters()) {
      if (parsed(parameter) instanceof Simple simple
          && steering.steers(simple)
          && !simple.isEmpty()) {
        // nothing but the number: it counts what may be shown
        boolean countsOnly = parameter.equals(new Parameter("_count", "0"));
        steered.put(
            simple.name(),
            countsOnly ? simple : about(parameter.name(), () -> steering.checked(simple)));
      } else {
        narrowing.add(parameter);
      }
    }
    Query narrowed = new Query(List.copyOf(narrowing));
    boolean byWhatTells = !SharedTypes.contains(type) && asksWhatTells(narrowed);
    if (owner != null && byWhatTells) {
      // Beside the patient it may name what is masked, and a guess would be answered
      throw toldByThat();
    }
    HeldQuery held =
        SharedTypes.contains(type)
            ? ofReferenceData(narrowed)
            : owner == null ? free(narrowed) : ofSearch(narrowed, owner);
    List<Parameter> asked = new ArrayList<>(held.query().parameters());
    steered.values().forEach(simple -> asked.add(simple.written()));
    return new FreeQuery(
        new Query(List.copyOf(asked)),
        held.query(),
        held.reaches(),
        steered.containsKey("_sort") ? steered.get("_sort").values() : List.of(),
        steered.containsKey("_count")
            ? Integer.parseInt(steered.get("_count").values().get(0))
            : -1,
        !steered.containsKey("_total") || !steered.get("_total").values().equals(List.of("none")),
        byWhatTells);
  }

  /** The same as part of a search over several types, each of which has to know every parameter. */
  FreeQuery ofType(Query query, @Nullable String owner) {
    return new SearchRules(type, references, true).ofAnybody(query, owner);
  }

  private HeldQuery free(Query query) {
    Set<String> naming = naming();
    SteeringRules steering = SteeringRules.none(type);
    List<Parameter> sent = new ArrayList<>();
    Set<String> reaches = new HashSet<>();
    for (Parameter parameter : query.parameters()) {
      SearchTerm term = parsed(parameter);
      about(parameter.name(), () -> freely(term, naming, steering, reaches))
          .map(SearchTerm::written)
          .ifPresent(sent::add);
    }
    together(query.parameters().stream().map(this::parsed).toList());
    if (asksWhatTells(query) && !reaches.contains("*")) {
      // Whose they are nobody could tell, and they would be left out
      throw toldByThat();
    }
    return new HeldQuery(OnRecord.NOBODY, new Query(List.copyOf(sent)), Set.copyOf(reaches));
  }

  /** Whether it is by what tells whose the resources are, and not by their patient. */
  private boolean asksWhatTells(Query query) {
    Optional<String> element =
        Compartment.subject(type)
            .filter(subject -> subject.naming() == Naming.THROUGH)
            .map(Subject::element);
    return element.isPresent()
        && query.parameters().stream()
            .map(this::parsed)
            .filter(Simple.class::isInstance)
            .map(Simple.class::cast)
            .filter(simple -> simple.name().equals(element.get()))
            .anyMatch(simple -> !simple.isEmpty() && !references.areTyped(simple));
  }

  private static RuntimeException toldByThat() {
    return new Refusal.NotSupported(
            "parameter-tells-whose",
            "Whose these are is told by what they are about. Search for that, and bring them along:"
                + " Observation?_id=…&_revinclude=Provenance:target, of whichever type it is. Who"
                + " may see all records of a practice can add _include=Provenance:target instead.")
        .refused();
  }

  private Optional<SearchTerm> freely(
      SearchTerm term, Set<String> naming, SteeringRules steering, Set<String> reaches) {
    if (term instanceof Simple simple && isNaming(simple, naming) && names(simple)) {
      return Optional.of(references.patients(simple));
    } else if (term instanceof Simple simple && isOverSubject(simple, naming)) {
      return Optional.of(simple);
    } else if (term instanceof Chained chain && Reach.isOverSubject(type, chain)) {
      return Optional.of(described(chain, reaches));
    } else if (term instanceof Reverse reverse) {
      reaches.addAll(Reach.of(type, reverse));
      return Optional.of(reverse);
    }
    return kept(term, OnRecord.NOBODY, steering, reaches);
  }

  private SearchTerm parsed(Parameter parameter) {
    return about(parameter.name(), () -> SearchTerm.parse(parameter));
  }

  /**
   * A refusal says which parameter it is about, if FHIR has it: so it repeats nothing of the
   * request (http://hl7.org/fhir/R4/operationoutcome-example-searchfail.html).
   */
  private <T> T about(String parameter, Supplier<T> step) {
    try {
      return step.get();
    } catch (Refused refused) {
      String name = parameter.split("[:.]", 2)[0];
      boolean known = STEERING.contains(name) || R4.parameter(type, name).isPresent();
      throw known ? refused.refusal().about("http." + name).refused() : refused;
    }
  }

  /** By an identifier of whose it is: that one is masked for nobody who is shown it. */
  private static boolean isOverSubject(Simple simple, Set<String> naming) {
    return PatientReference.isByIdentifier(simple)
        && naming.contains(simple.name())
        && !simple.name().equals("_id")
        && !simple.isEmpty();
  }

  /** A search among what nobody owns; it may reach nothing that somebody does. */
  HeldQuery ofReferenceData(Query query) {
    List<SearchTerm> terms = query.parameters().stream().map(this::parsed).toList();
    HeldQuery free = rest(terms, OnRecord.NOBODY, SteeringRules.of(type), List.of());
    // What refers to something of a patient's is not shown, but would count for the host's pages
    boolean ofNothingOwned =
        terms.stream()
            .filter(Simple.class::isInstance)
            .map(Simple.class::cast)
            .filter(
                simple ->
                    R4.parameter(type, simple.name())
                        .filter(known -> known.type() == R4.ParameterType.REFERENCE)
                        .isPresent())
            .noneMatch(references::namesOwned);
    if (!ofNothingOwned || !free.reaches().stream().allMatch(SharedTypes::contains)) {
      throw Reach.beyondTheRecord();
    }
    return free;
  }

  /** {@code $lastn}: a search, with a parameter more. */
  HeldQuery ofLastN(Query query) {
    return held(query, null, SteeringRules.ofLastN(type), false);
  }

  /** The criteria of a conditional write: nothing dropped, nothing but criteria. */
  Query ofCondition(Query query, String owner) {
    return ofConditionOf(query, owner).query();
  }

  /**
   * The same where nothing but the criteria may tell whose resources are meant.
   *
   * @param owner the patient if they do not say; null when they have to
   */
  HeldQuery ofConditionOf(Query query, @Nullable String owner) {
    HeldQuery held =
        new SearchRules(type, references, true).held(query, owner, SteeringRules.none(type), false);
    boolean plain =
        held.reaches().isEmpty()
            && query.parameters().stream().map(this::parsed).allMatch(Simple.class::isInstance);
    if (!plain || held.query().parameters().size() < 2) {
      throw new Refusal.BadExchange(
              400, "condition-malformed", "The condition must hold criteria beside the patient.")
          .refused();
    }
    return held;
  }

  private SearchRules(String type, PatientReference references, boolean strict) {
    this.type = type;
    this.references = references;
    this.strict = strict;
  }

  /**
   * The query with its patient written into it.
   *
   * @param described whether it may say as well what that patient is like
   */
  private HeldQuery held(
      Query query, @Nullable String owner, SteeringRules steering, boolean described) {
    Set<String> naming = naming();
    @Nullable Simple subject = null;
    List<SearchTerm> further = new ArrayList<>();
    List<SearchTerm> ofSubject = new ArrayList<>();
    for (Parameter parameter : query.parameters()) {
      SearchTerm term = parsed(parameter);
      if (described && describesSubject(term, naming)) {
        ofSubject.add(term);
      } else if (term instanceof Simple simple && isNaming(simple, naming)) {
        // One value: a list could name somebody else, and so could a second parameter
        if (subject != null && !sameAs(subject, simple)) {
          return about(simple.name(), SearchRules::several);
        }
        subject = subject == null ? simple : subject;
      } else {
        further.add(term);
      }
    }
    if (subject == null && asksWhatTells(query)) {
      // A host that is asked for the patient's as well finds those alone which name both
      throw toldByThat();
    }
    String patient = patient(subject, owner);
    String name = subject == null ? naming.iterator().next() : subject.name();
    List<Parameter> first = new ArrayList<>();
    first.add(new Parameter(name, name.equals("_id") ? patient : "Patient/" + patient));
    Set<String> reaches = new HashSet<>();
    for (SearchTerm term : ofSubject) {
      first.add(about(term.written().name(), () -> described(term, reaches)).written());
    }
    HeldQuery held = rest(further, patient, steering, first);
    reaches.addAll(held.reaches());
    return new HeldQuery(patient, held.query(), Set.copyOf(reaches));
  }

  /**
   * Whether it says what the patient is like, and can be about nobody else: of a type that may name
   * several, a match could tell of another one who is masked.
   */
  private boolean describesSubject(SearchTerm term, Set<String> naming) {
    return (term instanceof Chained chain && Reach.isOverSubject(type, chain))
        || (term instanceof Simple simple
            && isOverSubject(simple, naming)
            && Compartment.subject(type).filter(Subject::single).isPresent());
  }

  /** To be asked as it is, for it looks at nothing of anybody else's. */
  private SearchTerm described(SearchTerm term, Set<String> reaches) {
    if (term instanceof Chained chain) {
      reaches.addAll(Reach.ofSubject(type, chain));
      return Reach.typed(chain);
    }
    return term;
  }

  private static HeldQuery several() {
    throw Attribution.notSupported();
  }

  /** Whether both name the same patient. */
  private boolean sameAs(Simple one, Simple other) {
    return about(one.name(), () -> references.patient(one))
        .equals(about(other.name(), () -> references.patient(other)));
  }

  /** What is asked beside the parameters that come first. */
  private HeldQuery rest(
      List<SearchTerm> terms, String patient, SteeringRules steering, List<Parameter> first) {
    List<Parameter> sent = new ArrayList<>(first);
    Set<String> reaches = new HashSet<>();
    for (SearchTerm term : terms) {
      about(term.written().name(), () -> kept(term, patient, steering, reaches))
          .map(SearchTerm::written)
          .ifPresent(sent::add);
    }
    together(terms);
    return new HeldQuery(patient, new Query(List.copyOf(sent)), Set.copyOf(reaches));
  }

  private void together(List<SearchTerm> terms) {
    about(
        "_revinclude",
        () -> {
          Reach.together(terms);
          return terms;
        });
  }

  /** The parameters that say whose a resource of this type is; the usual one first. */
  private Set<String> naming() {
    return type.equals("Patient")
        ? Set.of("_id")
        : Compartment.subject(type)
            .map(Subject::parameters)
            .filter(parameters -> !parameters.isEmpty())
            .orElseThrow(() -> Attribution.notSupported(type));
  }

  private String patient(@Nullable Simple subject, @Nullable String owner) {
    if (subject == null) {
      if (owner == null) {
        throw Attribution.notSupported();
      }
      return owner;
    }
    String named = about(subject.name(), () -> references.patient(subject));
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
      if (simple.isEmpty() && !strict) {
        // http://hl7.org/fhir/R4/search.html#escaping: as a form has them that is not filled in
        return Optional.empty();
      }
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
    if (HiddenUrls.mayBeIn(type, known.get()) && HiddenUrls.looks(simple)) {
      throw Reach.beyondTheRecord();
    }
    return Optional.of(
        known.get().type() == R4.ParameterType.REFERENCE
            ? references.checked(simple, known.get(), patient)
            : checked(simple, known.get()));
  }

  /** A parameter that is not a reference, as it is sent. */
  static Simple checked(Simple given, R4.SearchParameter parameter) {
    Simple simple =
        parameter.type() == R4.ParameterType.DATE
            ? new Simple(
                given.name(), given.modifier(), given.values().stream().map(Query::zoned).toList())
            : given;
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
