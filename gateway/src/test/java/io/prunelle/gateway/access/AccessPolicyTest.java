// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.access.AccessPolicy.Capacity;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.testing.Interactions;
import io.prunelle.gateway.token.Caller;
import io.prunelle.gateway.token.Caller.Ward;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may ask what of whose record. */
final class AccessPolicyTest {

  private static final String PRACTICE = "cabinet";

  private static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");

  private final AccessPolicy policy = new AccessPolicy(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void aPatientReachesTheirOwnRecordOnly() {
    Caller patient = caller("patient", "p1", "patient/*.cruds");

    assertThat(allowed(patient, Interactions.read(PRACTICE, "p1"))).isEqualTo(Capacity.PATIENT);
    assertThat(refused(patient, Interactions.read(PRACTICE, "p2")))
        .isEqualTo(new Refusal.Forbidden("other-patient"));
  }

  @Test
  void aPatientWithoutAPatientIdReachesNothing() {
    assertThat(
            refused(caller("patient", null, "patient/*.cruds"), Interactions.read(PRACTICE, "p1")))
        .isInstanceOf(Refusal.Forbidden.class);
  }

  @Test
  void aPatientIdWithoutThePatientsRoleOpensNothing() {
    assertThat(
            refused(caller("visitor", "p1", "patient/*.cruds"), Interactions.read(PRACTICE, "p1")))
        .isInstanceOf(Refusal.Forbidden.class);
  }

  @Test
  void aPractitionerReachesAnyPatientOfThePractice() {
    Caller practitioner = caller("practitioner", null, "user/*.cruds");

    assertThat(allowed(practitioner, Interactions.read(PRACTICE, "p1")))
        .isEqualTo(Capacity.PRACTITIONER);
    assertThat(allowed(practitioner, Interactions.read(PRACTICE, "p2")))
        .isEqualTo(Capacity.PRACTITIONER);
  }

  @Test
  void whoIsNoMemberOfThePracticeReachesNothingThere() {
    for (Caller caller :
        List.of(
            caller("practitioner", null, "user/*.cruds"),
            caller("patient", "p1", "patient/*.cruds"))) {
      assertThat(refused(caller, Interactions.read("other", "p1")))
          .isEqualTo(new Refusal.Forbidden("not-of-practice"));
    }
  }

  @Test
  void aPractitionerNeedsUserScopes() {
    assertThat(
            refused(
                caller("practitioner", null, "patient/*.cruds"), Interactions.read(PRACTICE, "p1")))
        .isEqualTo(new Refusal.InsufficientScope("scope-missing", "user/Patient.r"));
  }

  @Test
  void aServiceReachesAnyPatientOfThePracticeByItsOwnScopesAlone() {
    assertThat(allowed(service("system/*.rs"), Interactions.read(PRACTICE, "p1")))
        .isEqualTo(Capacity.SERVICE);
    assertThat(isAllowed(service("system/*.rs"), Interactions.read("other", "p1"))).isFalse();
    assertThat(
            isAllowed(service("system/*.rs"), Interactions.create(PRACTICE, "p1", "Observation")))
        .isFalse();
    // it may have a user's roles and scopes, and acts for no user
    for (String scope : List.of("patient/*.cruds", "user/*.cruds", "system/Observation.cruds")) {
      assertThat(refused(service(scope), Interactions.read(PRACTICE, "p1")))
          .isEqualTo(new Refusal.InsufficientScope("scope-missing", "system/Patient.r"));
    }
  }

  @Test
  void whoIsNoServiceHasNothingOfItsScopes() {
    assertThat(
            isAllowed(
                caller("practitioner", null, "system/*.cruds"), Interactions.read(PRACTICE, "p1")))
        .isFalse();
  }

  private static Caller service(String scope) {
    return new Caller(
        "s",
        "lab",
        Set.of("patient", "practitioner"),
        Set.of(PRACTICE),
        "p1",
        Set.of(PRACTICE),
        Map.of(),
        Set.of(scope),
        "lab",
        null,
        true,
        null);
  }

  @Test
  void aGuardianReachesTheirOwnRecordAndTheirWards() {
    Caller guardian = guardian("p1", Map.of("ward", new Ward(Set.of(PRACTICE), null)));

    assertThat(allowed(guardian, Interactions.read(PRACTICE, "ward"))).isEqualTo(Capacity.GUARDIAN);
    assertThat(allowed(guardian, Interactions.read(PRACTICE, "p1"))).isEqualTo(Capacity.PATIENT);
    assertThat(refused(guardian, Interactions.read(PRACTICE, "p2")))
        .isEqualTo(new Refusal.Forbidden("other-patient"));
    assertThat(policy.ownRecords(guardian, PRACTICE)).containsExactly("p1", "ward");
    assertThat(policy.allow(guardian, Interactions.read(PRACTICE, "ward")).result().own())
        .containsExactlyInAnyOrder("p1", "ward");
  }

  /** SMART: patient/ scopes are of the patient that the application was told of. */
  @Test
  void anApplicationThatWasToldOfOnePatientReachesNoWardsByItsScopesForThatOne() {
    Map<String, Ward> wards = Map.of("ward", new Ward(Set.of(PRACTICE), null));
    Caller told = guardian("p1", wards, "launch/patient", "patient/*.cruds");
    Caller both = guardian("p1", wards, "launch/patient", "patient/*.cruds", "user/Patient.rs");
    Caller noPatient = guardian(null, wards, "launch/patient", "patient/*.cruds");

    assertThat(allowed(told, read("p1"))).isEqualTo(Capacity.PATIENT);
    assertThat(refused(told, read("ward"))).isEqualTo(new Refusal.Forbidden("other-patient"));
    assertThat(policy.ownRecords(told, PRACTICE)).containsExactly("p1");
    assertThat(policy.allow(told, read("p1")).result().own()).containsExactly("p1");
    assertThat(allowed(both, read("ward"))).isEqualTo(Capacity.GUARDIAN);
    assertThat(refused(both, Interactions.search(PRACTICE, "ward", "Observation")))
        .isInstanceOf(Refusal.InsufficientScope.class);
    assertThat(allowed(noPatient, read("ward"))).isEqualTo(Capacity.GUARDIAN);
  }

  @Test
  void aGuardianGoesWhereTheWardIsAPatientAndNowhereElse() {
    Caller guardian = guardian("p1", Map.of("ward", new Ward(Set.of("other"), null)));

    assertThat(allowed(guardian, Interactions.read("other", "ward"))).isEqualTo(Capacity.GUARDIAN);
    // the guardian's own practice is none of the ward's, nor the ward's the guardian's
    assertThat(isAllowed(guardian, Interactions.read(PRACTICE, "ward"))).isFalse();
    assertThat(isAllowed(guardian, Interactions.read("other", "p1"))).isFalse();
    assertThat(refused(guardian, Interactions.read("third", "ward")))
        .isEqualTo(new Refusal.Forbidden("not-of-practice"));
    assertThat(policy.ownRecords(guardian, "other")).containsExactly("ward");
  }

  @Test
  void aMinorWhoComesOfAgeIsNobodysWardThatVeryMomentWhateverTheTokenSays() {
    Ward minor = new Ward(Set.of(PRACTICE), NOW.plusSeconds(1));
    Ward ofAge = new Ward(Set.of(PRACTICE), NOW);
    Caller guardian = guardian(null, Map.of("minor", minor, "grown", ofAge));

    assertThat(isAllowed(guardian, Interactions.read(PRACTICE, "minor"))).isTrue();
    assertThat(isAllowed(guardian, Interactions.read(PRACTICE, "grown"))).isFalse();
    assertThat(policy.ownRecords(guardian, PRACTICE)).containsExactly("minor");
  }

  @Test
  void aGuardianIsNoMoreToOtherPatientsThanAnybodyElse() {
    Caller practitionerElsewhere =
        new Caller(
            "s",
            "n",
            Set.of("practitioner"),
            Set.of("elsewhere"),
            null,
            null,
            Map.of("ward", new Ward(Set.of(PRACTICE), null)),
            Set.of("user/*.cruds"),
            null,
            null,
            false,
            null);

    assertThat(allowed(practitionerElsewhere, Interactions.read(PRACTICE, "ward")))
        .isEqualTo(Capacity.GUARDIAN);
    // the ward's practice does not become one of the guardian's own
    assertThat(isAllowed(practitionerElsewhere, Interactions.read(PRACTICE, "p2"))).isFalse();
  }

  @Test
  void aGuardianNeedsScopesAndMayUseThoseOfAUser() {
    Map<String, Ward> wards = Map.of("ward", new Ward(Set.of(PRACTICE), null));

    assertThat(isAllowed(guardian(null, wards, "user/Patient.r"), read("ward"))).isTrue();
    assertThat(refused(guardian(null, wards, "system/*.cruds"), read("ward")))
        .isEqualTo(new Refusal.InsufficientScope("scope-missing", "patient/Patient.r"));
  }

  private static OnRecord read(String patient) {
    return Interactions.read(PRACTICE, patient);
  }

  private static Caller guardian(String patientId, Map<String, Ward> wards, String... scopes) {
    return new Caller(
        "s",
        "n",
        patientId == null ? Set.of() : Set.of("patient"),
        patientId == null ? Set.of() : Set.of(PRACTICE),
        patientId,
        null,
        wards,
        scopes.length == 0 ? Set.of("patient/*.cruds") : Set.of(scopes),
        null,
        null,
        false,
        null);
  }

  @Test
  void whoIsBothReadsTheirOwnRecordAsAPatient() {
    Caller both =
        new Caller(
            "s",
            "n",
            Set.of("patient", "practitioner"),
            Set.of(PRACTICE),
            "p1",
            Set.of(PRACTICE),
            Map.of(),
            Set.of("patient/*.r", "user/*.r"),
            null,
            null,
            false,
            null);

    assertThat(allowed(both, Interactions.read(PRACTICE, "p1"))).isEqualTo(Capacity.PATIENT);
    assertThat(allowed(both, Interactions.read(PRACTICE, "p2"))).isEqualTo(Capacity.PRACTITIONER);
  }

  @Test
  void whoWorksElsewhereIsAPatientAndNothingElseWhereTheyAreOne() {
    // Given a doctor of one practice who is a patient of another one
    Caller doctor = everythingAt("works-here", Set.of("works-here"), "p1", PRACTICE);

    // Then their roles are those of the practice where they work
    assertThat(allowed(doctor, Interactions.read("works-here", "p2")))
        .isEqualTo(Capacity.PRACTITIONER);
    assertThat(policy.audit(doctor, "works-here", null).result()).isEqualTo(Capacity.AUDITOR);
    assertThat(policy.officer(doctor, "works-here").succeeded()).isTrue();
    assertThat(policy.administrator(doctor, "works-here").succeeded()).isTrue();

    // And at the other one there is their own record
    assertThat(allowed(doctor, Interactions.read(PRACTICE, "p1"))).isEqualTo(Capacity.PATIENT);
    isNoStaff(doctor);
  }

  @Test
  void aPatientOfWhomItIsNotSaidWhereTheyWorkWorksNowhere() {
    isNoStaff(everythingAt("works-here", null, "p1", PRACTICE));
    isNoStaff(everythingAt("works-here", Set.of(), "p1", PRACTICE));
    // a token that was asked for without what says who the patient is
    isNoStaff(everythingAt("works-here", Set.of(), null, PRACTICE));
    isNoStaff(everythingAt("works-here", Set.of("works-here"), null, PRACTICE));
  }

  @Test
  void whereSomebodyWorksMakesThemNoMember() {
    Caller doctor = everythingAt("works-here", Set.of("works-here", "other"), null, PRACTICE);

    assertThat(isAllowed(doctor, Interactions.read("other", "p2"))).isFalse();
    assertThat(policy.officer(doctor, "other").failed()).isTrue();
  }

  private void isNoStaff(Caller caller) {
    assertThat(refused(caller, Interactions.read(PRACTICE, "p2")))
        .isEqualTo(new Refusal.Forbidden("other-patient"));
    assertThat(refused(caller, Interactions.search(PRACTICE, "p2", "Observation")))
        .isEqualTo(new Refusal.Forbidden("other-patient"));
    assertThat(policy.audit(caller, PRACTICE, null).cause()).hasMessage("not-auditor");
    assertThat(policy.audit(caller, PRACTICE, "p2").failed()).isTrue();
    assertThat(policy.officer(caller, PRACTICE).failed()).isTrue();
    assertThat(policy.administrator(caller, PRACTICE).failed()).isTrue();
  }

  /** With every role of the realm and every scope, a member of both practices. */
  private static Caller everythingAt(
      String work, Set<String> staffOf, String patientId, String other) {
    return new Caller(
        "s",
        "n",
        Set.of("patient", "practitioner", "auditor", "consent-officer", "practice-administrator"),
        Set.of(work, other),
        patientId,
        staffOf,
        Map.of(),
        Set.of("patient/*.cruds", "user/*.cruds"),
        null,
        null,
        false,
        null);
  }

  @ParameterizedTest
  @CsvSource({
    // scopes, read Patient, search Observation, everything, create Observation
    "patient/*.cruds, true, true, true, true",
    "patient/*.rs, true, true, true, false",
    "patient/*.r, true, false, false, false",
    "patient/*.s, false, true, false, false",
    "patient/Patient.rs, true, false, false, false",
    "patient/Observation.cs, false, true, false, true",
    "patient/Observation.c, false, false, false, true",
    "user/*.rs, true, true, true, false",
    // version 1, mapped as SMART 2.2 says
    "patient/*.read, true, true, true, false",
    "patient/*.write, false, false, false, true",
    "patient/*.*, true, true, true, true",
    "patient/Patient.sr, false, false, false, false",
    "patient/Patient.rr, false, false, false, false",
    // narrowed by search parameters
    "patient/Observation.s?category=laboratory, false, true, false, false",
    "patient/*.rs?_security=N, true, true, true, false",
    "patient/*.rs?category=laboratory, false, true, false, false",
    "patient/Observation.s?category:in=x, false, false, false, false",
    // not scopes
    "system/*.cruds, false, false, false, false",
    "patient/*.cruds/x, false, false, false, false",
    "patient/*., false, false, false, false",
    "openid, false, false, false, false"
  })
  void scopesHold(String scope, boolean read, boolean search, boolean everything, boolean create) {
    Caller patient = caller("patient", "p1", scope);

    assertThat(isAllowed(patient, Interactions.read(PRACTICE, "p1"))).isEqualTo(read);
    assertThat(isAllowed(patient, Interactions.search(PRACTICE, "p1", "Observation")))
        .isEqualTo(search);
    assertThat(isAllowed(patient, Interactions.everything(PRACTICE, "p1"))).isEqualTo(everything);
    assertThat(isAllowed(patient, Interactions.create(PRACTICE, "p1", "Observation")))
        .isEqualTo(create);
  }

  @ParameterizedTest
  @CsvSource({
    // scope, update Patient, conditional create, conditional update
    "patient/*.cruds, true, true, true",
    "patient/Patient.u, true, false, false",
    "patient/Observation.c, false, false, false",
    "patient/Observation.cs, false, true, false",
    "patient/Observation.us, false, false, false",
    "patient/Observation.cus, false, true, true",
    // what one scope has not, another one may have
    "patient/Observation.read patient/Observation.write, false, true, true",
    "patient/Observation.rs patient/Observation.c, false, true, false",
    "patient/*.s patient/Observation.c, false, true, false",
    "patient/Observation.s patient/*.cu, true, true, true",
    "patient/Observation.u user/Observation.cs, false, true, true",
    "patient/Observation.c patient/Condition.rs, false, false, false",
    "patient/Observation.c system/Observation.rs, false, false, false",
    "patient/Observation.c patient/Observation.s?category=laboratory, false, false, false"
  })
  void aConditionNeedsTheScopeToSearch(
      String scopes, boolean update, boolean create, boolean change) {
    Caller patient = caller("patient", "p1", scopes.split(" "));

    assertThat(
            isAllowed(
                patient,
                Interactions.direct(
                    PRACTICE, "p1", "Patient", new Interaction.Update("Patient", "p1"))))
        .isEqualTo(update);
    assertThat(
            isAllowed(
                patient,
                Interactions.direct(
                    PRACTICE,
                    "p1",
                    "Observation",
                    new Interaction.ConditionalCreate("Observation", Query.NONE))))
        .isEqualTo(create);
    assertThat(
            isAllowed(
                patient,
                Interactions.direct(
                    PRACTICE,
                    "p1",
                    "Observation",
                    new Interaction.ConditionalUpdate("Observation", Query.NONE))))
        .isEqualTo(change);
  }

  @Test
  void whatASearchReachesNeedsScopesToo() {
    OnRecord search =
        Interactions.direct(
            PRACTICE,
            "p1",
            "Observation",
            new Interaction.Search("Observation", Query.NONE, false),
            "Encounter");

    assertThat(isAllowed(caller("patient", "p1", "patient/Observation.rs"), search)).isFalse();
    assertThat(
            isAllowed(
                caller("patient", "p1", "patient/Observation.rs", "user/Encounter.rs"), search))
        .isTrue();
    assertThat(
            isAllowed(
                caller(
                    "patient",
                    "p1",
                    "patient/Observation.rs",
                    "patient/Encounter.r",
                    "patient/Encounter.s"),
                search))
        .isTrue();
  }

  @Test
  void aFurtherPageNeedsWhatItsFirstPageNeeded() {
    OnRecord page = Interactions.page(PRACTICE, "p1", "Patient", "operation");

    assertThat(isAllowed(caller("patient", "p1", "patient/Patient.rs"), page)).isFalse();
    assertThat(isAllowed(caller("patient", "p1", "patient/*.rs"), page)).isTrue();
    assertThat(isAllowed(caller("patient", "p2", "patient/*.rs"), page)).isFalse();
  }

  private static Caller caller(String role, String patientId, String... scopes) {
    return new Caller(
        "s",
        "n",
        Set.of(role),
        Set.of(PRACTICE),
        patientId,
        null,
        Map.of(),
        Set.of(scopes),
        null,
        null,
        false,
        null);
  }

  private Capacity allowed(Caller caller, OnRecord interaction) {
    return policy.allow(caller, interaction).result().capacity();
  }

  private boolean isAllowed(Caller caller, OnRecord interaction) {
    return policy.allow(caller, interaction).succeeded();
  }

  private Refusal refused(Caller caller, OnRecord interaction) {
    Throwable thrown = catchThrowable(() -> policy.allow(caller, interaction).await());
    assertThat(thrown).isInstanceOf(Refused.class);
    return ((Refused) thrown).refusal();
  }
}
