// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.References.Target;
import io.prunelle.gateway.rest.Grammar;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.R4.SearchParameter;
import io.prunelle.gateway.rest.SearchTerm.Simple;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** References in queries: the one that names the patient, and others, that must name no other. */
final class PatientReference {

  /** A canonical or a reference elsewhere, which is compared and not resolved. */
  private static final Pattern ABSOLUTE = Pattern.compile("(https?://|urn:)[!-~]{1,1024}");

  /** Maybe one elsewhere, and so masked; a canonical may have the word in its own name. */
  private static final Pattern PATIENT = Pattern.compile("Patient(?![A-Za-z0-9_-])");

  /** Parameters in which an id alone is the patient's. */
  private static final Set<String> BARE = Set.of("patient", "subject", "_id");

  private final String base;

  PatientReference(String base) {
    this.base = base;
  }

  /** The patient that a parameter names; throws the refusal when it may mean anybody else. */
  String patient(Simple naming) {
    if (naming.values().size() != 1) {
      throw Attribution.notSupported();
    }
    String value = naming.values().get(0);
    boolean typed = "Patient".equals(naming.modifier());
    if (naming.modifier() != null && !typed) {
      throw Attribution.notSupported();
    }
    // It is written anew as a Patient's, so of several types it can be no other's. As actor or
    // member it would be a practitioner's as likely, and finding nothing the wrong answer
    boolean bare = typed || BARE.contains(naming.name());
    if (bare && Grammar.isId(value)) {
      return value;
    }
    return Optional.of(value)
        .filter(reference -> !naming.name().equals("_id"))
        .filter(reference -> !reference.contains("/_history/"))
        .flatMap(reference -> References.below(base, reference))
        .filter(Target::isPatient)
        .map(Target::id)
        .orElseThrow(Attribution::notSupported);
  }

  /**
   * The patients that a parameter names, written anew; throws the refusal when it may mean others.
   */
  Simple patients(Simple naming) {
    List<String> values =
        ids(naming).stream().map(id -> naming.name().equals("_id") ? id : "Patient/" + id).toList();
    return new Simple(naming.name(), null, values);
  }

  /** Their ids. */
  List<String> ids(Simple naming) {
    return naming.values().stream()
        .map(value -> patient(new Simple(naming.name(), naming.modifier(), List.of(value))))
        .toList();
  }

  /** Whether all that it names says of itself that it is a patient. */
  boolean areTyped(Simple naming) {
    return "Patient".equals(naming.modifier())
        || (naming.modifier() == null
            && !naming.isEmpty()
            && naming.values().stream()
                .allMatch(
                    value -> References.below(base, value).filter(Target::isPatient).isPresent()));
  }

  /** A further reference, which must not name another patient. */
  Simple checked(Simple simple, SearchParameter parameter, String patient) {
    String modifier = simple.modifier();
    if ("missing".equals(modifier)) {
      return SearchRules.checked(simple, parameter);
    } else if (isByIdentifier(simple)) {
      // Beside a masked reference the host has its identifier still: a guess would be answered
      if (maybePatient(parameter.targets())) {
        throw Reach.beyondTheRecord();
      }
      return simple;
    }
    List<String> values =
        simple.values().stream()
            .map(value -> checked(value, modifier, parameter, patient))
            .toList();
    return new Simple(simple.name(), modifier, values);
  }

  private String checked(
      String value, @Nullable String modifier, SearchParameter parameter, String patient) {
    Set<String> targets = modifier == null ? parameter.targets() : Set.of(modifier);
    if (modifier != null && !(R4.isType(modifier) && Grammar.isId(value))) {
      throw SearchValues.malformed();
    }
    if (Grammar.isId(value)) {
      return own(value, maybePatient(targets) && !value.equals(patient));
    }
    Optional<Target> target = References.below(base, value);
    if (target.isPresent()) {
      String relative = value.startsWith(base) ? value.substring(base.length() + 1) : value;
      return own(relative, target.get().isPatient() && !target.get().id().equals(patient));
    } else if (!ABSOLUTE.matcher(value).matches()) {
      throw SearchValues.malformed();
    }
    return own(value, PATIENT.matcher(value).find());
  }

  /** Whether it asks for what refers to something of a patient's. A Group may be of anything. */
  boolean namesOwned(Simple simple) {
    String modifier = simple.modifier();
    return Stream.concat(
            Stream.ofNullable(modifier),
            simple.values().stream()
                .flatMap(value -> References.below(base, value).map(Target::type).stream()))
        .anyMatch(named -> !named.equals("Group") && Compartment.subject(named).isPresent());
  }

  /** By what a reference says beside what it leads to. */
  static boolean isByIdentifier(Simple simple) {
    return "identifier".equals(simple.modifier());
  }

  private static boolean maybePatient(Set<String> targets) {
    return targets.contains("Patient") || targets.contains("*");
  }

  private static String own(String value, boolean another) {
    if (another) {
      throw Attribution.notSupported();
    }
    return value;
  }
}
