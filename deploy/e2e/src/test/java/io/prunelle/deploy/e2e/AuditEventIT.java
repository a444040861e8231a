// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationResult;
import io.prunelle.deploy.e2e.Http.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who opened a record, as a standard tool reads and checks it. */
@ExtendWith(RunningDemo.class)
@Order(22)
final class AuditEventIT {

  private static final FhirContext FHIR = FhirContext.forR4Cached();
  private static final FhirValidator VALIDATOR = validator();

  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;

  AuditEventIT(Demo demo) {
    this.demo = demo;
    this.realm = new Realm(demo, http);
  }

  @Test
  void everyEventIsValidUnderThePatternItNamesAndWhatHappenedIsThere() {
    // Given a day of all kinds of accesses
    Demo.User patient = demo.patient("PERMIT", 1);
    String id = patient.patientId();
    IGenericClient doctor = client(demo.practitioner(0));
    doctor.read().resource("Patient").withId(id).execute();
    doctor.search().byUrl("Condition?patient=" + id).returnBundle(Bundle.class).execute();
    Observation observation = new Observation();
    observation.setStatus(ObservationStatus.FINAL);
    observation.getCode().setText("audited");
    observation.setSubject(new Reference("Patient/" + id));
    Observation made =
        (Observation)
            doctor
                .create()
                .resource(observation)
                .prefer(ca.uhn.fhir.rest.api.PreferReturnEnum.REPRESENTATION)
                .execute()
                .getResource();
    made.setStatus(ObservationStatus.AMENDED);
    doctor.update().resource(made).execute();
    doctor.history().onInstance(made.getIdElement()).returnBundle(Bundle.class).execute();
    doctor.delete().resourceById(made.getIdElement().toUnqualifiedVersionless()).execute();
    String stranger = realm.token(demo.patient("DENY", 0));
    assertThat(http.get(demo.fhir() + "/Patient/" + id, stranger).status()).isEqualTo(403);

    // When the patient looks
    List<AuditEvent> events = all(client(patient), "AuditEvent?patient=" + id + "&_count=100");

    // Then
    assertThat(events)
        .extracting(event -> event.getSubtypeFirstRep().getCode())
        .contains(
            "read", "search-type", "create", "update", "delete", "history-instance", "AuthZ-Role");
    assertThat(events)
        .filteredOn(event -> event.getOutcome() == AuditEvent.AuditEventOutcome._8)
        .as("what was refused")
        .isNotEmpty();
    Set<String> named = new HashSet<>();
    for (AuditEvent event : events) {
      assertThat(problems(event)).as(encoded(event)).isEmpty();
      named.addAll(broken(event));
    }
    assertThat(named)
        .contains(
            AuditPatterns.PROFILES + "PatientRead",
            AuditPatterns.PROFILES + "PatientQuery",
            AuditPatterns.PROFILES + "PatientCreate",
            AuditPatterns.PROFILES + "PatientUpdate",
            AuditPatterns.PROFILES + "PatientDelete",
            AuditPatterns.PROFILES + "AuthZconsent");
    assertThat(events).extracting(AuditEventIT::patient).containsOnly("Patient/" + id);
  }

  @Test
  void theAuditorOfThePracticeLooksAtAllAndPractitionersAtNothing() {
    client(demo.practitioner(0))
        .read()
        .resource("Patient")
        .withId(demo.patient("DENY", 0).patientId())
        .execute();

    IGenericClient auditor = client(demo.auditor());
    Bundle page =
        auditor.search().byUrl("AuditEvent?_count=50").returnBundle(Bundle.class).execute();

    page.getEntry()
        .forEach(
            entry -> {
              AuditEvent event = (AuditEvent) entry.getResource();
              assertThat(problems(event)).as(encoded(event)).isEmpty();
              broken(event);
            });
    assertThat(page.getEntry()).isNotEmpty();
    assertThatThrownBy(
            () ->
                client(demo.practitioner(0))
                    .search()
                    .byUrl("AuditEvent")
                    .returnBundle(Bundle.class)
                    .execute())
        .isInstanceOf(ForbiddenOperationException.class);
    Answer record =
        http.get(
            demo.fhir() + "/Patient/" + demo.patient("DENY", 0).patientId(),
            realm.token(demo.auditor()));
    assertThat(record.status()).as("an auditor opens no record").isEqualTo(403);
  }

  private List<AuditEvent> all(IGenericClient client, String url) {
    List<AuditEvent> events = new ArrayList<>();
    Bundle page = client.search().byUrl(url).returnBundle(Bundle.class).execute();
    while (page != null) {
      page.getEntry().forEach(entry -> events.add((AuditEvent) entry.getResource()));
      page = page.getLink(Bundle.LINK_NEXT) == null ? null : client.loadPage().next(page).execute();
    }
    return events;
  }

  private static FhirValidator validator() {
    FhirInstanceValidator instances =
        new FhirInstanceValidator(
            new ValidationSupportChain(
                FHIR.getValidationSupport(),
                new CommonCodeSystemsTerminologyService(FHIR),
                new InMemoryTerminologyServerValidationSupport(FHIR)));
    // IHE's profiles are checked by AuditPatterns
    instances.setErrorForUnknownProfiles(false);
    return FHIR.newValidator().registerValidatorModule(instances);
  }

  private static List<String> problems(AuditEvent event) {
    ValidationResult result = VALIDATOR.validateWithResult(event);
    return result.getMessages().stream()
        .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
        .map(SingleValidationMessage::getMessage)
        .toList();
  }

  /** Fails when the event is not what the profiles it names ask for. */
  private static List<String> broken(AuditEvent event) {
    IFhirPath path = FHIR.newFhirPath();
    List<String> profiles =
        event.getMeta().getProfile().stream().map(profile -> profile.getValue()).toList();
    for (String profile : profiles) {
      for (String rule : AuditPatterns.of(profile)) {
        assertThat(
                path.evaluateFirst(event, rule, BooleanType.class).map(BooleanType::booleanValue))
            .as("%s%n%s%n%s", profile, rule, encoded(event))
            .contains(true);
      }
    }
    return profiles;
  }

  private static String patient(AuditEvent event) {
    return event.getEntity().stream()
        .map(entity -> entity.getWhat().getReference())
        .filter(reference -> reference != null && reference.startsWith("Patient/"))
        .findFirst()
        .orElse("none");
  }

  private static String encoded(AuditEvent event) {
    return FHIR.newJsonParser().encodeResourceToString(event);
  }

  private IGenericClient client(Demo.User user) {
    IGenericClient client = FHIR.newRestfulGenericClient(demo.fhir());
    client.registerInterceptor(new BearerTokenAuthInterceptor(realm.token(user)));
    return client;
  }
}
