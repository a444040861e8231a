// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.fhir.Interaction.OnRecord;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;

/** The door of this package: whether a caller may ask this of this record. */
public final class AccessPolicy {

  /** The capacity in which access is granted, as the journal names it. */
  public enum Capacity {
    PATIENT,
    PRACTITIONER
  }

  /**
   * Decides before anything is known of the record itself, so a refusal cannot tell whether it
   * exists.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}
   */
  public Future<Capacity> allow(Caller caller, OnRecord interaction) {
    if (!caller.practices().contains(interaction.practice())) {
      return refuse(new Refusal.Forbidden("not-of-practice"));
    }
    boolean ownRecord =
        caller.roles().contains("patient") && interaction.patient().equals(caller.patientId());
    boolean practitioner = caller.roles().contains("practitioner");
    if (!ownRecord && !practitioner) {
      return refuse(new Refusal.Forbidden("other-patient"));
    }
    Scopes scopes = Scopes.of(caller.scopes());
    String type = type(interaction);
    String needed = needed(interaction);
    // user/ scopes reach what the user may reach, which for a patient is their own record
    if (ownRecord
        && (scopes.grant("patient", type, needed) || scopes.grant("user", type, needed))) {
      return Future.succeededFuture(Capacity.PATIENT);
    }
    if (practitioner && scopes.grant("user", type, needed)) {
      return Future.succeededFuture(Capacity.PRACTITIONER);
    }
    return refuse(
        new Refusal.InsufficientScope(
            "scope-missing", (ownRecord ? "patient/" : "user/") + type + "." + needed));
  }

  /** An operation over the whole record needs scopes over the whole record. */
  private static String type(OnRecord interaction) {
    return interaction.code().equals("operation") ? "*" : interaction.type();
  }

  /** SMART App Launch 2.2, scopes v2: c, r, u, d, s. */
  private static String needed(OnRecord interaction) {
    return switch (interaction.code()) {
      case "create" -> "c";
      case "search-type" -> "s";
      // discloses what reads and searches over all types would
      case "operation" -> "rs";
      default -> "r";
    };
  }

  private static Future<Capacity> refuse(Refusal refusal) {
    return Future.failedFuture(refusal.refused());
  }
}
