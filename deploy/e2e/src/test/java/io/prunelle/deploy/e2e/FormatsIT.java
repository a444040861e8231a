// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.client.apache.GZipContentInterceptor;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HAPI's client in XML as well as in JSON, its bodies compressed, and its patches. */
@ExtendWith(RunningDemo.class)
@Order(16)
final class FormatsIT {

  private static final FhirContext FHIR = FhirContext.forR4Cached();

  private final Demo demo;
  private final Realm realm;

  FormatsIT(Demo demo) {
    this.demo = demo;
    this.realm = new Realm(demo, new Http());
  }

  @Test
  void aWholeRecordIsTheSameInXmlAndInJson() {
    String patient = demo.patient("DENY", 0).patientId();

    Map<String, Resource> inJson = everythingOf(client(EncodingEnum.JSON), patient);
    Map<String, Resource> inXml = everythingOf(client(EncodingEnum.XML), patient);

    assertThat(inJson).hasSizeGreaterThan(20);
    assertThat(inXml.keySet()).isEqualTo(inJson.keySet());
    inJson.forEach(
        (id, resource) -> assertThat(written(inXml.get(id))).as(id).isEqualTo(written(resource)));
  }

  @ParameterizedTest
  @EnumSource(
      value = EncodingEnum.class,
      names = {"XML", "JSON"})
  void aResourceIsMadeChangedFoundAndDeleted(EncodingEnum format) {
    IGenericClient client = client(format);
    String patient = demo.patient("PERMIT", 0).patientId();

    MethodOutcome made = client.create().resource(observation(patient)).execute();
    assertThat(made.getCreated()).isTrue();
    String id = made.getId().getIdPart();
    Observation read = client.read().resource(Observation.class).withId(id).execute();
    assertThat(read.getValueQuantity().getValueElement().getValueAsString()).isEqualTo("1.00");
    assertThat(read.getCode().getText()).isEqualTo("two  lines, <é> & \uD83D\uDE00");
    read.setStatus(ObservationStatus.AMENDED);
    client.update().resource(read).execute();
    Bundle found =
        client
            .search()
            .forResource(Observation.class)
            .where(Observation.PATIENT.hasId(patient))
            .and(Observation.STATUS.exactly().code("amended"))
            .returnBundle(Bundle.class)
            .execute();
    assertThat(found.getEntry())
        .extracting(entry -> entry.getResource().getIdElement().getIdPart())
        .contains(id);
    client.delete().resourceById("Observation", id).execute();
    assertThatThrownBy(() -> client.read().resource(Observation.class).withId(id).execute())
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void bundlesOfRequestsAreTakenInXml() {
    IGenericClient client = client(EncodingEnum.XML);
    String patient = demo.patient("DENY", 0).patientId();
    for (BundleType type : List.of(BundleType.BATCH, BundleType.TRANSACTION)) {
      Bundle bundle = new Bundle();
      bundle.setType(type);
      bundle
          .addEntry()
          .setResource(observation(patient))
          .getRequest()
          .setMethod(HTTPVerb.POST)
          .setUrl("Observation");
      bundle.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Patient/" + patient);

      Bundle answer = client.transaction().withBundle(bundle).execute();

      assertThat(answer.getEntry())
          .extracting(entry -> entry.getResponse().getStatus())
          .containsExactly("201", "200");
      assertThat(answer.getEntry().get(1).getResource().getIdPart()).isEqualTo(patient);
    }
  }

  @Test
  void theGatewaySaysInXmlWhatItTakes() {
    CapabilityStatement offered =
        client(EncodingEnum.XML).capabilities().ofType(CapabilityStatement.class).execute();

    assertThat(offered.getFormat())
        .extracting(CodeType::getValue)
        .contains("application/fhir+xml", "application/fhir+json");
    assertThat(offered.getPatchFormat())
        .extracting(CodeType::getValue)
        .contains("application/json-patch+json", "application/xml-patch+xml");
  }

  @ParameterizedTest
  @EnumSource(
      value = EncodingEnum.class,
      names = {"XML", "JSON"})
  void aFhirPathPatchChangesWhatItNamesAndNoMore(EncodingEnum format) {
    IGenericClient client = client(format);
    String patient = demo.patient("DENY", 0).patientId();
    String id = client.create().resource(observation(patient)).execute().getId().getIdPart();
    Parameters patch = new Parameters();
    operation(patch, "replace", "Observation.status", null, new CodeType("amended"));
    operation(patch, "add", "Observation.code", "coding", coding());

    client.patch().withFhirPatch(patch).withId("Observation/" + id).execute();

    Observation patched = client.read().resource(Observation.class).withId(id).execute();
    assertThat(patched.getStatus()).isEqualTo(ObservationStatus.AMENDED);
    assertThat(patched.getCode().getCoding()).hasSize(1);
    assertThat(patched.getValueQuantity().getValueElement().getValueAsString()).isEqualTo("1.00");
    assertThat(patched.getMeta().getVersionId()).isEqualTo("2");
  }

  @Test
  void anXmlPatchChangesWhatItNamesAndGivesNothingAway() {
    IGenericClient client = client(EncodingEnum.JSON);
    String patient = demo.patient("PERMIT", 0).patientId();
    String id = client.create().resource(observation(patient)).execute().getId().getIdPart();
    String path = "Observation/" + id;
    String diff = "<diff xmlns:f=\"http://hl7.org/fhir\">%s</diff>";

    client
        .patch()
        .withBody(
            diff.formatted("<replace sel=\"f:Observation/f:status/@value\">amended</replace>"))
        .withId(path)
        .execute();

    assertThat(client.read().resource(Observation.class).withId(id).execute().getStatus())
        .isEqualTo(ObservationStatus.AMENDED);
    String other = demo.patient("DENY", 1).patientId();
    assertThatThrownBy(
            () ->
                client
                    .patch()
                    .withBody(
                        diff.formatted(
                            "<replace sel=\"f:Observation/f:subject/f:reference/@value\">Patient/"
                                + other
                                + "</replace>"))
                    .withId(path)
                    .execute())
        .isInstanceOf(ForbiddenOperationException.class);
    assertThatThrownBy(
            () ->
                client
                    .patch()
                    .withBody(diff.formatted("<remove sel=\"f:Observation/f:bodySite\"/>"))
                    .withId(path)
                    .execute())
        .isInstanceOf(UnprocessableEntityException.class);
  }

  @Test
  void whatABinaryHoldsIsReadAsItIsByWhoMaySeeIt() throws Exception {
    byte[] content = new byte[3 << 20];
    new Random(7).nextBytes(content);
    HttpRequest created =
        request("")
            .header("Content-Type", "application/pdf")
            .header("X-Security-Context", "Patient/" + demo.patient("DENY", 0).patientId())
            .header("Authorization", "Bearer " + realm.token(demo.practitioner(0)))
            .POST(HttpRequest.BodyPublishers.ofByteArray(content))
            .build();
    HttpResponse<byte[]> made =
        HttpClient.newHttpClient().send(created, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(made.statusCode()).isEqualTo(201);
    String id = new IdType(made.headers().firstValue("location").orElseThrow()).getIdPart();

    HttpResponse<byte[]> theirs = raw(id, demo.patient("DENY", 0));
    HttpResponse<byte[]> others = raw(id, demo.patient("DENY", 1));

    assertThat(theirs.statusCode()).isEqualTo(200);
    assertThat(theirs.headers().firstValue("content-type")).hasValue("application/pdf");
    assertThat(theirs.headers().firstValue("content-disposition")).hasValue("attachment");
    assertThat(theirs.body()).isEqualTo(content);
    assertThat(others.statusCode()).isEqualTo(404);
    assertThat(others.body()).isEqualTo(raw("none", demo.patient("DENY", 1)).body());
  }

  @ParameterizedTest
  @EnumSource(
      value = EncodingEnum.class,
      names = {"XML", "JSON"})
  void aBinaryIsMadeReplacedReadAndDeleted(EncodingEnum format) {
    IGenericClient client = client(format);
    String patient = "Patient/" + demo.patient("PERMIT", 0).patientId();
    Binary letter = new Binary().setContentType("text/plain").setData("a letter".getBytes(UTF_8));
    letter.setSecurityContext(new Reference(patient));

    // of its own the client sends the content alone, which does not say whose it is
    assertThatThrownBy(() -> client.create().resource(letter).execute())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("X-Security-Context");
    IdType id =
        (IdType)
            client
                .create()
                .resource(letter)
                .withAdditionalHeader("X-Security-Context", patient)
                .execute()
                .getId();
    letter.setId(id.toUnqualifiedVersionless());
    letter.setData("another letter".getBytes(UTF_8));
    client.update().resource(letter).withAdditionalHeader("X-Security-Context", patient).execute();

    Binary read = client.read().resource(Binary.class).withId(id.getIdPart()).execute();
    assertThat(read.getContentType()).isEqualTo("text/plain");
    assertThat(new String(read.getData(), UTF_8)).isEqualTo("another letter");
    client.delete().resourceById("Binary", id.getIdPart()).execute();
    assertThatThrownBy(() -> client.read().resource(Binary.class).withId(id.getIdPart()).execute())
        .isInstanceOf(ResourceNotFoundException.class);
  }

  /** In bundles a patch is a Parameters, or a Binary that holds it. */
  @ParameterizedTest
  @EnumSource(
      value = BundleType.class,
      names = {"BATCH", "TRANSACTION"})
  void patchesOfEveryKindAreTakenInBundles(BundleType type) {
    for (EncodingEnum format : List.of(EncodingEnum.JSON, EncodingEnum.XML)) {
      IGenericClient client = client(format);
      String patient = demo.patient("DENY", 0).patientId();
      Parameters fhirPath = new Parameters();
      operation(fhirPath, "replace", "Observation.status", null, new CodeType("amended"));
      for (Resource patch :
          List.of(
              fhirPath,
              patch(
                  "application/xml-patch+xml",
                  "<diff xmlns:f=\"http://hl7.org/fhir\"><replace"
                      + " sel=\"f:Observation/f:status/@value\">amended</replace></diff>"),
              patch(
                  "application/json-patch+json",
                  "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"amended\"}]"))) {
        String id = client.create().resource(observation(patient)).execute().getId().getIdPart();
        Bundle bundle = new Bundle();
        bundle.setType(type);
        bundle
            .addEntry()
            .setResource(patch)
            .getRequest()
            .setMethod(HTTPVerb.PATCH)
            .setUrl("Observation/" + id);

        Bundle answer = client.transaction().withBundle(bundle).execute();

        assertThat(answer.getEntryFirstRep().getResponse().getStatus()).isEqualTo("200");
        assertThat(client.read().resource(Observation.class).withId(id).execute().getStatus())
            .isEqualTo(ObservationStatus.AMENDED);
      }
    }
  }

  private static Binary patch(String contentType, String content) {
    return new Binary().setContentType(contentType).setData(content.getBytes(UTF_8));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(demo.fhir() + "/Binary" + path));
  }

  private HttpResponse<byte[]> raw(String id, Demo.User user) throws Exception {
    HttpRequest request =
        request("/" + id)
            .header("Accept", "application/pdf")
            .header("Authorization", "Bearer " + realm.token(user))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void operation(
      Parameters patch, String type, String path, String name, Type value) {
    ParametersParameterComponent operation = patch.addParameter().setName("operation");
    operation.addPart().setName("type").setValue(new CodeType(type));
    operation.addPart().setName("path").setValue(new StringType(path));
    if (name != null) {
      operation.addPart().setName("name").setValue(new StringType(name));
    }
    operation.addPart().setName("value").setValue(value);
  }

  private static Type coding() {
    return new Coding().setSystem("https://prunelle.example/codes").setCode("x");
  }

  private static Map<String, Resource> everythingOf(IGenericClient client, String patient) {
    Bundle page =
        client
            .operation()
            .onInstance("Patient/" + patient)
            .named("$everything")
            .withNoParameters(Parameters.class)
            .useHttpGet()
            .returnResourceType(Bundle.class)
            .execute();
    Map<String, Resource> all = new TreeMap<>();
    while (page != null) {
      page.getEntry()
          .forEach(
              entry ->
                  all.put(
                      entry.getResource().getIdElement().toUnqualifiedVersionless().getValue(),
                      entry.getResource()));
      page = page.getLink(Bundle.LINK_NEXT) == null ? null : client.loadPage().next(page).execute();
    }
    assertThat(all).containsKey(new IdType(Patient.class.getSimpleName(), patient).getValue());
    return all;
  }

  private static String written(Resource resource) {
    return FHIR.newJsonParser().encodeResourceToString(resource);
  }

  private IGenericClient client(EncodingEnum format) {
    IGenericClient client = FHIR.newRestfulGenericClient(demo.fhir());
    client.registerInterceptor(new BearerTokenAuthInterceptor(realm.token(demo.practitioner(0))));
    client.registerInterceptor(new GZipContentInterceptor());
    client.setEncoding(format);
    return client;
  }

  private static Observation observation(String patient) {
    Observation observation = new Observation();
    observation.setStatus(ObservationStatus.FINAL);
    observation.getCode().setText("two  lines, <é> & \uD83D\uDE00");
    observation.setSubject(new Reference("Patient/" + patient));
    observation.setValue(new Quantity().setValue(new BigDecimal("1.00")));
    return observation;
  }
}
