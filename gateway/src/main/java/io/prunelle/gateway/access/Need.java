// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.InteractionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A scope without its context, as an interaction needs it.
 *
 * @param whole whether a scope narrowed by search parameters does not do: what is asked can then
 *     not be held to it
 */
record Need(String type, String permissions, boolean whole) {

  /** What is asked for, and what its includes and chains look at. */
  static List<Need> of(OnRecord interaction) {
    if (interaction.type().equals("Patient") && !interaction.everythingOf().isEmpty()) {
      // each of them is looked at when it comes
      return interaction.everythingOf().stream()
          .sorted()
          .map(type -> new Need(type, "rs", false))
          .toList();
    }
    List<Need> needs = new ArrayList<>();
    needs.add(new Need(type(interaction), needed(interaction), whole(interaction)));
    // That something matched over a chain is an answer which nothing is left of to be looked at
    interaction.reaches().stream().sorted().map(Need::toSee).forEach(needs::add);
    return needs;
  }

  /** What is brought along, or looked at. */
  static Need toSee(String type) {
    return new Need(type, "rs", FhirBodies.isShared(type));
  }

  /**
   * What a change of a resource needs at least, before it is known whose that is.
   *
   * @param interaction that writes, and so names a type
   */
  static Need toWrite(Interaction interaction) {
    String type = Objects.requireNonNull(interaction.type());
    return new Need(type, permissions(interaction.kind()), false);
  }

  /**
   * An operation over the whole record needs scopes over the whole record; to validate a body is
   * none.
   */
  private static String type(OnRecord interaction) {
    return interaction.code().equals("operation")
            && interaction.type().equals("Patient")
            && !interaction.operation().equals("validate")
        ? "*"
        : interaction.type();
  }

  /** A condition is judged by the host alone; of a Patient the stored one is not looked up. */
  private static boolean whole(OnRecord interaction) {
    InteractionKind kind = interaction.kind();
    return kind == InteractionKind.CONDITIONAL_CREATE
        || kind == InteractionKind.CONDITIONAL_PATCH
        || kind == InteractionKind.CONDITIONAL_DELETE
        || kind == InteractionKind.CONDITIONAL_UPDATE
        || (interaction.writes() && interaction.type().equals("Patient"));
  }

  /** SMART App Launch 2.2, scopes v2: c, r, u, d, s. */
  private static String needed(OnRecord interaction) {
    return interaction.kind() == InteractionKind.PAGE
        ? switch (interaction.code()) {
          case "operation" -> "rs";
          case "history-instance" -> "r";
          default -> "s";
        }
        : permissions(interaction.kind());
  }

  private static String permissions(InteractionKind kind) {
    return switch (kind) {
      case CREATE -> "c";
      // whether there is one already is what a search would tell
      case CONDITIONAL_CREATE -> "cs";
      case UPDATE, PATCH -> "u";
      case DELETE -> "d";
      case CONDITIONAL_UPDATE -> "cus";
      case CONDITIONAL_PATCH -> "us";
      case CONDITIONAL_DELETE -> "ds";
      // a history of more than one resource is a list of them, as a search is
      case SEARCH_TYPE, SEARCH_COMPARTMENT, SEARCH_SYSTEM, HISTORY_TYPE, HISTORY_SYSTEM -> "s";
      // discloses what reads and searches would
      case OPERATION -> "rs";
      default -> "r";
    };
  }
}
