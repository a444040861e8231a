// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The door of this package: whether a caller may ask this of this record. */
public final class AccessPolicy {

  /** The capacity in which access is granted, as the journal names it. */
  public enum Capacity {
    PATIENT,
    /** Of the patient whose record it is. */
    GUARDIAN,
    PRACTITIONER,
    /** Who looks after accesses to a practice's records. */
    AUDITOR,
    SERVICE
  }

  private final Clock clock;
  private final KnownScopes scopes = new KnownScopes();

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
    Asking asking = new Asking(scopes.of(caller), Need.of(interaction));
    if (caller.service()) {
      // SMART Backend Services: no user, so what the client was given and nothing that roles give
      return asking.granted(Set.of("system"), Capacity.SERVICE, Set.of());
    }
    // A practice registers its patients; nobody registers themselves
    boolean registers = interaction.registers();
    boolean ownRecord =
        member
            && !registers
            && caller.roles().contains("patient")
            && (interaction.touchesNobody() || interaction.patient().equals(caller.patientId()));
    // A guardian goes where the ward is a patient, whether a member there or not
    boolean wardsRecord =
        !registers
            && !wards.isEmpty()
            && (interaction.touchesNobody() || wards.contains(interaction.patient()));
    boolean practitioner = caller.is("practitioner", interaction.practice());
    if (!ownRecord && !wardsRecord && !practitioner) {
      return refuse(new Refusal.Forbidden("other-patient"));
    }
    // user/ scopes reach what the user may reach, which for a patient is their own record
    Future<Grant> asPatient =
        ownRecord || wardsRecord
            ? asking.granted(
                contexts(caller, ownRecord),
                ownRecord ? Capacity.PATIENT : Capacity.GUARDIAN,
                ownRecords(caller, interaction.practice()))
            : refuse(new Refusal.Forbidden("other-patient"));
    if (asPatient.succeeded() || !practitioner) {
      return asPatient;
    }
    Future<Grant> asPractitioner = asking.granted(Set.of("user"), Capacity.PRACTITIONER, Set.of());
    return asPractitioner.succeeded() || !(ownRecord || wardsRecord) ? asPractitioner : asPatient;
  }

  /**
   * Whether the caller's scopes may let them see some of a type that an answer brings along. That
   * they do, {@link #allow} decides.
   *
   * @param asked the type asked for; null for several
   * @param patient of whose record it is; null where the request does not say
   */
  public boolean maySee(
      Caller caller,
      String practice,
      @Nullable String asked,
      @Nullable String patient,
      String type) {
    return permits(caller, reaching(caller, practice, asked, patient), Need.toSee(type));
  }

  /** Whose scopes reach what is asked for: a token may hold those of patient and practitioner. */
  private Set<String> reaching(
      Caller caller, String practice, @Nullable String asked, @Nullable String patient) {
    Set<String> own = ownRecords(caller, practice);
    boolean practitioner = caller.is("practitioner", practice);
    if (caller.service()) {
      return Set.of("system");
    } else if (patient != null && own.contains(patient)) {
      return contexts(caller, patient.equals(caller.patientId()));
    } else if (practitioner && (patient != null || own.isEmpty())) {
      return Set.of("user");
    }
    // Over several records, a practitioner's scopes reach all of them, or else their own alone
    boolean all =
        practitioner
            && asked != null
            && !FhirBodies.isShared(asked)
            && permits(caller, Set.of("user"), new Need(asked, "s", false));
    return all ? Set.of("user") : Set.of("patient", "user");
  }

  private boolean permits(Caller caller, Set<String> contexts, Need need) {
    return new Asking(scopes.of(caller), List.of(need))
        .granted(contexts, caller.service() ? Capacity.SERVICE : Capacity.PATIENT, Set.of())
        .succeeded();
  }

  /**
   * What can be decided before it is known whose record it will be about.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when no record could be it
   */
  public Future<Void> premise(Caller caller, String practice, Interaction interaction) {
    if (!caller.practices().contains(practice) && wards(caller, practice).isEmpty()) {
      return refuse(new Refusal.Forbidden("not-of-practice"));
    }
    return interaction.kind().writes()
        ? new Asking(scopes.of(caller), List.of(Need.toWrite(interaction)))
            .granted(
                caller.service() ? Set.of("system") : Set.of("patient", "user"),
                caller.service() ? Capacity.SERVICE : Capacity.PATIENT,
                Set.of())
            .mapEmpty()
        : Future.succeededFuture();
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

  /**
   * Whether a caller may see who opened a record: whose it is, and who acts for them; and auditors
   * of the practice. That a practitioner may open it does not do.
   *
   * @param patient null for all records of the practice
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}
   */
  public Future<Capacity> audit(Caller caller, String practice, @Nullable String patient) {
    Asking asking = new Asking(scopes.of(caller), List.of(new Need("AuditEvent", "rs", true)));
    if (patient != null && ownRecords(caller, practice).contains(patient)) {
      boolean own = patient.equals(caller.patientId());
      return asking
          .granted(
              contexts(caller, own), own ? Capacity.PATIENT : Capacity.GUARDIAN, Set.of(patient))
          .map(Grant::capacity);
    }
    if (!caller.practices().contains(practice)) {
      return Future.failedFuture(new Refusal.Forbidden("not-of-practice").refused());
    } else if (!caller.is("auditor", practice)) {
      return Future.failedFuture(new Refusal.Forbidden("not-auditor").refused());
    }
    return asking
        .granted(Set.of(caller.service() ? "system" : "user"), Capacity.AUDITOR, Set.of())
        .map(Grant::capacity);
  }

  /**
   * Whether a caller answers for a practice's hostings: one of its staff, in person, with the realm
   * role that the realm asks for too.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}
   */
  public Future<Void> officer(Caller caller, String practice) {
    if (caller.service() || !caller.practices().contains(practice)) {
      return refuse(new Refusal.Forbidden("not-of-practice"));
    }
    return caller.is("consent-officer", practice)
        ? Future.succeededFuture()
        : refuse(new Refusal.Forbidden("not-officer"));
  }

  /**
   * Whether a caller runs a practice: one of its staff, in person, with the realm role for it.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}
   */
  public Future<Void> administrator(Caller caller, String practice) {
    if (caller.service() || !caller.practices().contains(practice)) {
      return refuse(new Refusal.Forbidden("not-of-practice"));
    }
    return caller.is("practice-administrator", practice)
        ? Future.succeededFuture()
        : refuse(new Refusal.Forbidden("not-administrator"));
  }

  private Set<String> wards(Caller caller, String practice) {
    // A service acts for nobody in particular
    return caller.service() || (isInContext(caller) && !hasUserScopes(caller))
        ? Set.of()
        : caller.wards(practice, clock.instant());
  }

  /** Whose scopes reach a record, which is the caller's own or a ward's. */
  private static Set<String> contexts(Caller caller, boolean own) {
    return own || !isInContext(caller) ? Set.of("patient", "user") : Set.of("user");
  }

  /**
   * SMART App Launch 2.2, "launch context": {@code patient/} is the one patient that the
   * application is told of, which is the caller.
   */
  private static boolean isInContext(Caller caller) {
    return caller.patientId() != null && caller.scopes().contains("launch/patient");
  }

  private static boolean hasUserScopes(Caller caller) {
    return caller.scopes().stream().anyMatch(scope -> scope.startsWith("user/"));
  }

  private static <T> Future<T> refuse(Refusal refusal) {
    return Future.failedFuture(refusal.refused());
  }
}
