// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The door of this package: whether a caller may ask this of this record. */
public final class AccessPolicy {

  /** The capacity in which access is granted, as the journal names it. */
  public enum Capacity {
    PATIENT,
    /** Of the patient whose record it is. */
    GUARDIAN,
    PRACTITIONER,
    SERVICE
  }

  private final Clock clock;

  /** With the clock by which a minor comes of age. */
  public AccessPolicy(Clock clock) {
    this.clock = clock;
  }

  /**
   * Decides before anything is known of the record itself, so a refusal cannot tell whether it
   * exists.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}
   */
  public Future<Grant> allow(Caller caller, OnRecord interaction) {
    Set<String> wards = wards(caller, interaction.practice());
    boolean member = caller.practices().contains(interaction.practice());
    if (!member && wards.isEmpty()) {
      return refuse(new Refusal.Forbidden("not-of-practice"));
    }
    Scopes scopes = Scopes.of(caller.scopes());
    List<Need> needs = needs(interaction);
    if (caller.service()) {
      // SMART Backend Services: no user, so what the client was given and nothing that roles give
      return needs.stream().allMatch(need -> need.isGranted(scopes, "system"))
          ? granted(Capacity.SERVICE, Set.of())
          : refuse(insufficient(needs, "system/"));
    }
    boolean ownRecord =
        member
            && caller.roles().contains("patient")
            && (interaction.touchesNobody() || interaction.patient().equals(caller.patientId()));
    // A guardian goes where the ward is a patient, whether a member there or not
    boolean wardsRecord =
        !wards.isEmpty() && (interaction.touchesNobody() || wards.contains(interaction.patient()));
    boolean practitioner = member && caller.roles().contains("practitioner");
    if (!ownRecord && !wardsRecord && !practitioner) {
      return refuse(new Refusal.Forbidden("other-patient"));
    }
    // user/ scopes reach what the user may reach, which for a patient is their own record
    if ((ownRecord || wardsRecord) && needs.stream().allMatch(need -> granted(scopes, need))) {
      return granted(
          ownRecord ? Capacity.PATIENT : Capacity.GUARDIAN,
          ownRecords(caller, interaction.practice()));
    }
    if (practitioner && needs.stream().allMatch(need -> need.isGranted(scopes, "user"))) {
      return granted(Capacity.PRACTITIONER, Set.of());
    }
    return refuse(insufficient(needs, ownRecord || wardsRecord ? "patient/" : "user/"));
  }

  /**
   * Whose records the caller can ask for in a practice by being, or acting for, that very patient.
   */
  public Set<String> ownRecords(Caller caller, String practice) {
    Set<String> records = new TreeSet<>(wards(caller, practice));
    if (caller.patientId() != null
        && caller.roles().contains("patient")
        && caller.practices().contains(practice)) {
      records.add(caller.patientId());
    }
    return records;
  }

  private Set<String> wards(Caller caller, String practice) {
    // A service acts for nobody in particular
    return caller.service() ? Set.of() : caller.wards(practice, clock.instant());
  }

  private static Future<Grant> granted(Capacity capacity, Set<String> own) {
    return Future.succeededFuture(new Grant(capacity, own));
  }

  private static Refusal insufficient(List<Need> needs, String context) {
    return new Refusal.InsufficientScope(
        "scope-missing",
        needs.stream()
            .map(need -> context + need.type() + "." + need.permissions())
            .collect(Collectors.joining(" ")));
  }

  /** A scope without its context. */
  private record Need(String type, String permissions) {
    boolean isGranted(Scopes scopes, String context) {
      return scopes.grant(context, type, permissions);
    }
  }

  private static boolean granted(Scopes scopes, Need need) {
    return need.isGranted(scopes, "patient") || need.isGranted(scopes, "user");
  }

  /** What is asked for, and what its includes and chains look at. */
  private static List<Need> needs(OnRecord interaction) {
    List<Need> needs = new ArrayList<>();
    needs.add(new Need(type(interaction), needed(interaction)));
    interaction.reaches().stream().sorted().map(type -> new Need(type, "rs")).forEach(needs::add);
    return needs;
  }

  /** An operation over the whole record needs scopes over the whole record. */
  private static String type(OnRecord interaction) {
    return interaction.code().equals("operation") && interaction.type().equals("Patient")
        ? "*"
        : interaction.type();
  }

  /** SMART App Launch 2.2, scopes v2: c, r, u, d, s. */
  private static String needed(OnRecord interaction) {
    return switch (interaction.kind()) {
      case CREATE -> "c";
      // whether there is one already is what a search would tell
      case CONDITIONAL_CREATE -> "cs";
      case UPDATE, PATCH -> "u";
      case DELETE -> "d";
      case CONDITIONAL_UPDATE -> "cus";
      case SEARCH_TYPE -> "s";
      case PAGE ->
          switch (interaction.code()) {
            case "operation" -> "rs";
            case "history-instance" -> "r";
            default -> "s";
          };
      // discloses what reads and searches would
      case OPERATION -> "rs";
      default -> "r";
    };
  }

  private static Future<Grant> refuse(Refusal refusal) {
    return Future.failedFuture(refusal.refused());
  }
}
