// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.api.CacheControlDirective;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A day's work of an application that was made with HAPI's client and knows of no gateway. */
@ExtendWith(RunningDemo.class)
@Order(16)
final class HapiClientIT {

  private static final FhirContext FHIR = FhirContext.forR4Cached();

  private final Demo demo;
  private final Realm realm;

  HapiClientIT(Demo demo) {
    Http http = new Http();
    this.demo = demo;
    this.realm = new Realm(demo, http);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PERMIT", "DENY"})
  void aPractitionerFindsReadsAndKeepsARecord(String decision) {
    IGenericClient client = client(demo.practitioner(0));
    String patient = demo.patient(decision, 0).patientId();

    CapabilityStatement offered = client.capabilities().ofType(CapabilityStatement.class).execute();
    assertThat(offered.getRestFirstRep().getInteraction())
        .extracting(interaction -> interaction.getCode().toCode())
        .contains("batch", "transaction");

    assertThat(client.read().resource(Patient.class).withId(patient).execute().getIdPart())
        .isEqualTo(patient);
    assertThat(everythingOf(client, patient)).contains("Patient/" + patient).hasSizeGreaterThan(20);

    // made, found, changed, conflicting, as it was, gone
    MethodOutcome made = client.create().resource(observation(patient)).execute();
    assertThat(made.getCreated()).isTrue();
    IdType id = (IdType) made.getId().toUnqualifiedVersionless();
    Bundle found =
        client
            .search()
            .forResource(Observation.class)
            .where(Observation.PATIENT.hasId(patient))
            .and(Observation.CODE.exactly().code("prunelle-hapi-client"))
            .returnBundle(Bundle.class)
            .execute();
    assertThat(found.getEntry())
        .extracting(entry -> entry.getResource().getIdElement().toUnqualifiedVersionless())
        .contains(id);

    Observation mine = client.read().resource(Observation.class).withId(id).execute();
    Observation theirs = mine.copy();
    theirs.setStatus(ObservationStatus.AMENDED);
    client.update().resource(theirs).execute();
    mine.setStatus(ObservationStatus.CORRECTED);
    // the client names the version it has read in If-Match
    assertThatThrownBy(() -> client.update().resource(mine).execute())
        .isInstanceOfAny(ResourceVersionConflictException.class, PreconditionFailedException.class);
    assertThat(
            client
                .read()
                .resource(Observation.class)
                .withIdAndVersion(id.getIdPart(), "1")
                .execute()
                .getStatus())
        .isEqualTo(ObservationStatus.FINAL);
    Bundle history = client.history().onInstance(id).returnBundle(Bundle.class).execute();
    assertThat(history.getEntry()).hasSize(2);
    // the client writes the plus of a time zone as it is, and both ends of a period with a prefix
    Date yesterday = Date.from(Instant.now().minus(Duration.ofDays(1)));
    InstantType inFrance =
        new InstantType(
            yesterday, TemporalPrecisionEnum.MILLI, TimeZone.getTimeZone("Europe/Paris"));
    Bundle since =
        client.history().onInstance(id).returnBundle(Bundle.class).since(inFrance).execute();
    assertThat(since.getEntry()).hasSize(2);
    Bundle at =
        client
            .history()
            .onInstance(id)
            .returnBundle(Bundle.class)
            .at(new DateRangeParam(yesterday, Date.from(Instant.now().plus(Duration.ofDays(1)))))
            .execute();
    assertThat(at.getEntry()).hasSize(2);

    client.delete().resourceById(id).execute();
    assertThatThrownBy(() -> client.read().resource(Observation.class).withId(id).execute())
        .isInstanceOf(ResourceNotFoundException.class);
  }

  /** Who they are and by what id, the client puts into the URL. */
  @ParameterizedTest
  @ValueSource(strings = {"PERMIT", "DENY"})
  void whatWasReadIsValidatedBeforeItIsWrittenBack(String decision) {
    IGenericClient client = client(demo.practitioner(0));
    Patient patient =
        client
            .read()
            .resource(Patient.class)
            .withId(demo.patient(decision, 0).patientId())
            .execute();

    assertThat(client.validate().resource(patient).execute().getOperationOutcome()).isNotNull();
  }

  @Test
  void aNewPatientIsRegisteredAndFoundAgain() {
    IGenericClient client = client(demo.practitioner(0));
    Patient patient = new Patient();
    patient.addIdentifier().setSystem("urn:oid:1.2.3.4").setValue(UUID.randomUUID().toString());
    patient.addName().setFamily("Nouvelle");
    String unless =
        "Patient?identifier=urn:oid:1.2.3.4|" + patient.getIdentifierFirstRep().getValue();

    MethodOutcome made = client.create().resource(patient).conditionalByUrl(unless).execute();
    String id = made.getId().getIdPart();
    try {
      assertThat(made.getCreated()).isTrue();
      assertThat(
              client
                  .read()
                  .resource(Patient.class)
                  .withId(id)
                  .execute()
                  .getNameFirstRep()
                  .getFamily())
          .isEqualTo("Nouvelle");
      // Once more, as after an answer that got lost
      MethodOutcome again = client.create().resource(patient).conditionalByUrl(unless).execute();
      assertThat(again.getId().getIdPart()).isEqualTo(id);
      assertThat(new AccessJournal(demo).ofPatient(id))
          .extracting(row -> row.get("interaction") + " " + row.get("reason"))
          .contains("create registration", "create registered-already");
    } finally {
      // No other test meets somebody new
      FHIR.newRestfulGenericClient(demo.host("on-premise").at("/fhir").asText())
          .delete()
          .resourceById("Patient", id)
          .execute();
    }
  }

  /** Page by page, as far as there are pages. */
  private static Set<String> everythingOf(IGenericClient client, String patient) {
    Bundle page =
        client
            .operation()
            .onInstance("Patient/" + patient)
            .named("$everything")
            .withNoParameters(Parameters.class)
            .useHttpGet()
            .returnResourceType(Bundle.class)
            .execute();
    List<Resource> all = new ArrayList<>();
    while (page != null) {
      page.getEntry().forEach(entry -> all.add(entry.getResource()));
      page = page.getLink(Bundle.LINK_NEXT) == null ? null : client.loadPage().next(page).execute();
    }
    return all.stream()
        .map(resource -> resource.getIdElement().toUnqualifiedVersionless().getValue())
        .collect(Collectors.toSet());
  }

  @Test
  void aBatchReachesRecordsOnBothHosts() {
    String permitted = demo.patient("PERMIT", 0).patientId();
    String denied = demo.patient("DENY", 0).patientId();
    Bundle batch = bundle(BundleType.BATCH);
    ask(batch, HTTPVerb.GET, "Patient/" + permitted);
    ask(batch, HTTPVerb.GET, "Patient/" + denied);
    ask(batch, HTTPVerb.GET, "Observation/no-such-observation");
    ask(batch, HTTPVerb.GET, "Observation?_count=2&patient=" + denied);
    ask(batch, HTTPVerb.POST, "Observation").setResource(observation(permitted));

    Bundle answer = client(demo.practitioner(0)).transaction().withBundle(batch).execute();

    assertThat(answer.getType()).isEqualTo(BundleType.BATCHRESPONSE);
    assertThat(answer.getEntry())
        .extracting(entry -> entry.getResponse().getStatus())
        .containsExactly("200", "200", "404", "200", "201");
    assertThat(answer.getEntry().get(0).getResource().getIdPart()).isEqualTo(permitted);
    assertThat(answer.getEntry().get(1).getResource().getIdPart()).isEqualTo(denied);
    assertThat(answer.getEntry().get(2).getResponse().getOutcome()).isNotNull();
    assertThat(((Bundle) answer.getEntry().get(3).getResource()).getEntry()).hasSize(2);
    assertThat(answer.getEntry().get(4).getResponse().getLocation())
        .startsWith(demo.fhir() + "/Observation/");
  }

  @Test
  void inABatchAPatientGetsTheirOwnAndLearnsNothingOfOthers() {
    Demo.User patient = demo.patient("DENY", 0);
    String other = demo.patient("DENY", 1).patientId();
    Bundle batch = bundle(BundleType.BATCH);
    ask(batch, HTTPVerb.GET, "Patient/" + other);
    ask(batch, HTTPVerb.GET, "Patient/no-such-patient");
    ask(batch, HTTPVerb.GET, "Observation?patient=" + other);
    ask(batch, HTTPVerb.POST, "Observation").setResource(observation(other));
    ask(batch, HTTPVerb.GET, "Patient/" + patient.patientId());

    Bundle answer = client(patient).transaction().withBundle(batch).execute();

    assertThat(answer.getEntry())
        .extracting(entry -> entry.getResponse().getStatus())
        .containsExactly("403", "403", "403", "403", "200");
    assertThat(FHIR.newJsonParser().encodeResourceToString(answer)).doesNotContain(other);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PERMIT", "DENY"})
  void aVisitAndWhatWasMeasuredInItAreKeptTogether(String decision) {
    String patient = demo.patient(decision, 0).patientId();
    IGenericClient client = client(demo.practitioner(0));
    String visit = "urn:uuid:" + UUID.randomUUID();
    Encounter encounter = new Encounter();
    encounter.setStatus(EncounterStatus.FINISHED);
    encounter.getClass_().setCode("AMB");
    encounter.setSubject(new Reference("Patient/" + patient));
    Observation measured = observation(patient);
    measured.setEncounter(new Reference(visit));
    Bundle transaction = bundle(BundleType.TRANSACTION);
    ask(transaction, HTTPVerb.POST, "Encounter").setFullUrl(visit).setResource(encounter);
    ask(transaction, HTTPVerb.POST, "Observation").setResource(measured);
    ask(transaction, HTTPVerb.GET, "Patient/" + patient);

    Bundle answer = client.transaction().withBundle(transaction).execute();

    assertThat(answer.getType()).isEqualTo(BundleType.TRANSACTIONRESPONSE);
    assertThat(answer.getEntry())
        .extracting(entry -> entry.getResponse().getStatus())
        .containsExactly("201", "201", "200");
    IdType kept = new IdType(answer.getEntry().get(1).getResponse().getLocation());
    assertThat(kept.getBaseUrl()).isEqualTo(demo.fhir());
    Observation read = client.read().resource(Observation.class).withId(kept.getIdPart()).execute();
    assertThat(read.getEncounter().getReference())
        .isEqualTo(
            new IdType(answer.getEntry().get(0).getResponse().getLocation())
                .toUnqualifiedVersionless()
                .getValue());
    assertThat(answer.getEntry().get(2).getResource().getIdPart()).isEqualTo(patient);
  }

  @Test
  void whatFailsInPartFailsAsAWhole() {
    String patient = demo.patient("PERMIT", 0).patientId();
    IGenericClient client = client(demo.practitioner(0));
    Observation stored =
        (Observation) client.create().resource(observation(patient)).execute().getResource();
    Observation never = observation(patient);
    never.getCode().getCodingFirstRep().setCode("prunelle-never");
    Bundle transaction = bundle(BundleType.TRANSACTION);
    ask(transaction, HTTPVerb.POST, "Observation").setResource(never);
    ask(transaction, HTTPVerb.PUT, "Observation/" + stored.getIdElement().getIdPart())
        .setResource(stored)
        .getRequest()
        .setIfMatch("W/\"9\"");

    assertThatThrownBy(() -> client.transaction().withBundle(transaction).execute())
        .isInstanceOfAny(ResourceVersionConflictException.class, PreconditionFailedException.class);

    Bundle found =
        client
            .search()
            .forResource(Observation.class)
            .where(Observation.PATIENT.hasId(patient))
            .and(Observation.CODE.exactly().code("prunelle-never"))
            .cacheControl(new CacheControlDirective().setNoCache(true))
            .returnBundle(Bundle.class)
            .execute();
    assertThat(found.getEntry()).isEmpty();
  }

  @Test
  void aTransactionOverTwoHostsIsRefused() {
    Bundle transaction = bundle(BundleType.TRANSACTION);
    ask(transaction, HTTPVerb.POST, "Observation")
        .setResource(observation(demo.patient("PERMIT", 0).patientId()));
    ask(transaction, HTTPVerb.POST, "Observation")
        .setResource(observation(demo.patient("DENY", 0).patientId()));

    assertThatThrownBy(
            () -> client(demo.practitioner(0)).transaction().withBundle(transaction).execute())
        .isInstanceOf(ForbiddenOperationException.class)
        .hasMessageContaining("one transaction for each patient");
  }

  private IGenericClient client(Demo.User user) {
    // A host that validates for the first time reads all definitions before
    FHIR.getRestfulClientFactory().setSocketTimeout((int) Duration.ofMinutes(1).toMillis());
    IGenericClient client = FHIR.newRestfulGenericClient(demo.fhir());
    client.registerInterceptor(new BearerTokenAuthInterceptor(realm.token(user)));
    return client;
  }

  private static Observation observation(String patient) {
    Observation observation = new Observation();
    observation.setStatus(ObservationStatus.FINAL);
    observation
        .getCode()
        .addCoding()
        .setSystem("https://prunelle.example/codes")
        .setCode("prunelle-hapi-client");
    observation.setSubject(new Reference("Patient/" + patient));
    return observation;
  }

  private static Bundle bundle(BundleType type) {
    Bundle bundle = new Bundle();
    bundle.setType(type);
    return bundle;
  }

  private static BundleEntryComponent ask(Bundle bundle, HTTPVerb method, String url) {
    BundleEntryComponent entry = bundle.addEntry();
    entry.getRequest().setMethod(method).setUrl(url);
    return entry;
  }
}
