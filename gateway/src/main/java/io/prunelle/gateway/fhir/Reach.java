// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.R4.ParameterType;
import io.prunelle.gateway.rest.R4.SearchParameter;
import io.prunelle.gateway.rest.Residence;
import io.prunelle.gateway.rest.SearchTerm;
import io.prunelle.gateway.rest.SearchTerm.Chained;
import io.prunelle.gateway.rest.SearchTerm.Hop;
import io.prunelle.gateway.rest.SearchTerm.Include;
import io.prunelle.gateway.rest.SearchTerm.Reverse;
import io.prunelle.gateway.rest.SearchTerm.Simple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a search may reach over references. Includes may go anywhere the filter can judge, since
 * what they bring is examined. A chain brings nothing that could be examined: that something
 * matched is the answer. So it may only lead through what nobody owns.
 */
final class Reach {

  private static final String PATIENT = "Patient";
  private static final int MOST_HOPS = 2;

  /**
   * By which a document is found that is shown, and never one with a record's past, which is there
   * for its patient alone.
   */
  private static final Set<String> OF_SHOWN_DOCUMENTS =
      Set.of(
          "category",
          "event",
          "facility",
          "format",
          "identifier",
          "period",
          "relation",
          "security-label",
          "setting",
          "type");

  private Reach() {}

  /** Types that an include may bring. */
  static Set<String> of(Include include) {
    SearchParameter parameter =
        R4.parameter(include.source(), include.parameter())
            .filter(known -> known.type() == ParameterType.REFERENCE)
            .orElseThrow(SearchValues::malformed);
    String target = include.target();
    if (target != null && !isTarget(parameter, target)) {
      throw SearchValues.malformed();
    }
    if (include.reverse() && include.iterate() && mayMeet(include, parameter)) {
      throw beyondTheRecord();
    }
    Set<String> brought =
        include.reverse()
            ? Set.of(include.source())
            : target != null ? Set.of(target) : parameter.targets();
    // What the filter would remove anyway need not be asked for
    Set<String> showable = new HashSet<>(brought);
    showable.removeIf(type -> !type.equals("*") && !FhirBodies.showable(type));
    if (showable.isEmpty() || !FhirBodies.showable(include.source())) {
      throw beyondTheRecord();
    }
    return showable;
  }

  /**
   * Whether it may bring along what refers to a patient who is masked in what was found, which
   * would tell that it is the same one.
   */
  private static boolean mayMeet(Include include, SearchParameter parameter) {
    return (parameter.targets().contains(PATIENT) || parameter.targets().contains("*"))
        && Compartment.subject(include.source())
            .filter(subject -> subject.parameters().contains(include.parameter()))
            .isEmpty();
  }

  /**
   * Refuses what may bring along all that refers to a patient who is masked in what was found. None
   * of it is shown; but an answer that is too long because of it would tell of it.
   */
  static void together(List<SearchTerm> terms) {
    List<Include> includes =
        terms.stream().filter(Include.class::isInstance).map(Include.class::cast).toList();
    boolean all =
        includes.stream()
            .anyMatch(
                include ->
                    include.reverse() && include.iterate() && Steps.endsAt(include, PATIENT));
    if (all && includes.stream().anyMatch(Reach::mayBringSomebodyElse)) {
      throw new Refusal.NotSupported(
              "parameter-beyond-record",
              "An include that may bring along somebody else goes with no _revinclude:iterate over"
                  + " patients. Say of which other type what it brings is to be, as in"
                  + " _include=Observation:performer:Practitioner, or ask in two searches.")
          .refused();
    }
  }

  /** Rather than the patient whose what was found is. */
  private static boolean mayBringSomebodyElse(Include include) {
    return include.reverse()
        ? include.source().equals(PATIENT)
        : Steps.endsAt(include, PATIENT)
            && (include.iterate()
                || Compartment.subject(include.source())
                    .filter(Subject::single)
                    .filter(subject -> subject.parameters().contains(include.parameter()))
                    .isEmpty());
  }

  /**
   * Whether a chain leads to the very patient that a resource belongs to. Of a resource that may
   * have two patients it could lead to the other one.
   */
  static boolean isOverSubject(String type, Chained chain) {
    Hop first = chain.hops().get(0);
    return Compartment.subject(type)
        .filter(Subject::single)
        .filter(subject -> subject.parameters().contains(first.parameter()))
        .filter(subject -> first.target() == null || first.target().equals(PATIENT))
        .isPresent();
  }

  /** Types that such a chain looks at: who may see the resource may see its patient. */
  static Set<String> ofSubject(String type, Chained chain) {
    return of(type, chain, PATIENT);
  }

  /** The same with the type of the patient said, which a parameter may leave open. */
  static Chained typed(Chained chain) {
    List<Hop> hops = new ArrayList<>(chain.hops());
    hops.set(0, new Hop(hops.get(0).parameter(), PATIENT));
    return new Chained(List.copyOf(hops), chain.last());
  }

  /**
   * Types that {@code _has} looks at: resources of the very patient that is searched for, and of
   * nobody else.
   */
  static Set<String> of(String type, Reverse reverse) {
    String[] parts = reverse.path().split(":", -1);
    boolean theirs =
        type.equals(PATIENT)
            && parts.length == 3
            && Compartment.subject(parts[0])
                .filter(Subject::single)
                .filter(subject -> subject.parameters().contains(parts[1]))
                .isPresent();
    boolean shown =
        !parts[0].equals(Representations.DOCUMENT)
            || (parts.length == 3 && OF_SHOWN_DOCUMENTS.contains(parts[2]));
    if (!theirs
        || !shown
        || !(SearchTerm.parse(new Parameter(parts[2], reverse.value())) instanceof Simple)) {
      throw beyondTheRecord();
    }
    end(parts[0], (Simple) SearchTerm.parse(new Parameter(parts[2], reverse.value())));
    return Set.of(parts[0]);
  }

  /** Types that a chain looks at. */
  static Set<String> of(String type, Chained chain) {
    return of(type, chain, null);
  }

  private static Set<String> of(String type, Chained chain, @Nullable String first) {
    Set<String> seen = new HashSet<>();
    String at = type;
    if (chain.hops().size() > MOST_HOPS) {
      throw beyondTheRecord();
    }
    for (Hop hop : chain.hops()) {
      at = seen.isEmpty() && first != null ? first : next(at, hop);
      seen.add(at);
    }
    end(at, chain.last());
    return seen;
  }

  private static void end(String at, Simple parameter) {
    SearchParameter last = R4.parameter(at, parameter.name()).orElseThrow(SearchValues::malformed);
    if (last.type() == ParameterType.REFERENCE || last.name().startsWith("_")) {
      throw beyondTheRecord();
    }
    if (HiddenUrls.mayBeIn(at, last) && HiddenUrls.looks(parameter)) {
      throw beyondTheRecord();
    }
    SearchRules.checked(parameter, last);
  }

  private static String next(String type, Hop hop) {
    SearchParameter parameter =
        R4.parameter(type, hop.parameter())
            .filter(known -> known.type() == ParameterType.REFERENCE)
            .orElseThrow(SearchValues::malformed);
    String target = hop.target();
    if (target == null && parameter.targets().size() == 1) {
      target = parameter.targets().iterator().next();
    }
    if (target == null || !SharedTypes.always(target) || mayLeadToAnybodysHome(type, target)) {
      throw beyondTheRecord();
    } else if (!isTarget(parameter, target)) {
      throw SearchValues.malformed();
    }
    return target;
  }

  /**
   * As a Schedule may that is kept where a patient lives, which is shown to whom that place is not.
   * What a record refers to is shown with it.
   */
  private static boolean mayLeadToAnybodysHome(String type, String target) {
    return SharedTypes.contains(type) && target.equals(Residence.TYPE);
  }

  private static boolean isTarget(SearchParameter parameter, String type) {
    return R4.isType(type)
        && (parameter.targets().contains(type) || parameter.targets().contains("*"));
  }

  static RuntimeException beyondTheRecord() {
    return new Refusal.NotSupported(
            "parameter-beyond-record",
            "A parameter looks at more than the one record: at references of other resources, or at"
                + " what cannot be examined.")
        .refused();
  }
}
