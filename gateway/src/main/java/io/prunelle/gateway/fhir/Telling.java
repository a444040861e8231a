// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Compartment.Naming;
import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.References.Target;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Interaction.Create;
import io.prunelle.gateway.rest.Interaction.Update;
import io.prunelle.gateway.rest.RestRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What in the body of a write tells whose it is, as the target of a Provenance does. Only what can
 * be read afterwards is taken, so the rules are those by which {@link FhirBodies#through} tells it.
 */
final class Telling {

  private Telling() {}

  /** Whether it may be a body of that kind. */
  static boolean concerns(Interaction interaction) {
    return subject(interaction) != null;
  }

  /**
   * As {@code Type/id}, or the name of an entry of the same transaction, in their order. Throws the
   * refusal when it could not be told by them.
   *
   * @return empty when it names its patient, or is of a type that has to
   */
  static Set<String> in(RestRequest request) {
    Subject subject = subject(request.interaction());
    Buffer body = request.body();
    if (subject == null || body == null) {
      return Set.of();
    }
    List<Reference> naming;
    try {
      naming =
          ResourceParser.parse(body.getBytes()).references().stream()
              .filter(reference -> !reference.isUrl())
              .filter(reference -> reference.path().equals(subject.element()))
              .toList();
    } catch (IOException unreadable) {
      return Set.of(); // which is left to be refused as that
    }
    Map<String, String> siblings = request.siblings();
    Set<String> tellers = new LinkedHashSet<>();
    boolean all = naming.size() <= FhirBodies.MOST_TARGETS;
    for (Reference reference : naming) {
      String value = reference.value();
      String type = type(siblings.getOrDefault(value, value));
      if (type.equals("Patient")) {
        return Set.of();
      }
      all &= FhirBodies.namesOne(type);
      tellers.add(
          siblings.containsKey(value)
              ? value
              : References.relative(value).map(Target::key).orElse(value));
    }
    if (!all) {
      throw BodyRules.notAttributable();
    }
    return tellers;
  }

  private static @Nullable Subject subject(Interaction interaction) {
    boolean writes = interaction instanceof Create || interaction instanceof Update;
    return Optional.ofNullable(interaction.type())
        .filter(type -> writes)
        .flatMap(Compartment::subject)
        .filter(subject -> subject.naming() == Naming.THROUGH)
        .orElse(null);
  }

  /** Of what is yet to be made as well; empty of what leads nowhere. */
  private static String type(String reference) {
    return reference.endsWith("/")
        ? reference.substring(0, reference.length() - 1)
        : References.relative(reference).map(Target::type).orElse("");
  }
}
