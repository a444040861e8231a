// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.PatchFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * FHIRPath Patch, with the situations of the test cases that HL7 publishes for it (fhir-test-cases,
 * r4/patch) and some in which it must not work. Operations are written as an object of their parts.
 */
final class FhirPathPatchTest {

  private static final String LIST =
      "{'resourceType':'Patient','identifier':[{'value':'1'},{'value':'2'},{'value':'3'}]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // a primitive, at the top and nested
        "{'birthDate':'1920'} | {'type':'replace','path':'Patient.birthDate','valueDate':'1930'} | {'birthDate':'1930'}",
        "{'birthDate':'1920'} | {'type':'delete','path':'Patient.birthDate'} | {}",
        "{'active':true} | {'type':'delete','path':'Patient.birthDate'} | {'active':true}",
        "{} | {'type':'add','path':'Patient','name':'birthDate','valueDate':'1930'} | {'birthDate':'1930'}",
        "{'contact':[{'name':{'text':'a'},'gender':'male'}]} | {'type':'replace','path':'Patient.contact[0].gender','valueCode':'female'} | {'contact':[{'name':{'text':'a'},'gender':'female'}]}",
        "{'contact':[{'name':{'text':'a'},'gender':'male'}]} | {'type':'replace','path':'Patient.contact[0].name.text','valueString':'b'} | {'contact':[{'name':{'text':'b'},'gender':'male'}]}",
        "{'contact':[{'name':{'text':'a'},'gender':'male'}]} | {'type':'delete','path':'Patient.contact[0].gender'} | {'contact':[{'name':{'text':'a'}}]}",
        "{'contact':[{'name':{'text':'a'},'gender':'male'}]} | {'type':'delete','path':'Patient.contact[0].name.text'} | {'contact':[{'gender':'male'}]}",
        "{'contact':[{'name':{'text':'a'}}]} | {'type':'add','path':'Patient.contact[0]','name':'gender','valueCode':'male'} | {'contact':[{'name':{'text':'a'},'gender':'male'}]}",
        // what is complex, and what has no type of its own
        "{} | {'type':'add','path':'Patient','name':'maritalStatus','valueCodeableConcept':{'text':'m'}} | {'maritalStatus':{'text':'m'}}",
        "{'maritalStatus':{'id':'1','text':'m'}} | {'type':'replace','path':'Patient.maritalStatus','valueCodeableConcept':{'id':'2','text':'n'}} | {'maritalStatus':{'id':'2','text':'n'}}",
        "{'maritalStatus':{'text':'m'}} | {'type':'delete','path':'Patient.maritalStatus'} | {}",
        "{} | {'type':'add','path':'Patient','name':'contact','part':[{'name':'name','valueHumanName':{'text':'a'}},{'name':'telecom','valueContactPoint':{'value':'1'}},{'name':'telecom','valueContactPoint':{'value':'2'}}]} | {'contact':[{'name':{'text':'a'},'telecom':[{'value':'1'},{'value':'2'}]}]}",
        "{'contact':[{'name':{'text':'a'}}]} | {'type':'delete','path':'Patient.contact[0]'} | {}",
        // lists
        "{'identifier':[{'value':'1'}]} | {'type':'insert','path':'Patient.identifier','index':1,'valueIdentifier':{'value':'2'}} | {'identifier':[{'value':'1'},{'value':'2'}]}",
        "{'identifier':[{'value':'1'}]} | {'type':'insert','path':'Patient.identifier','index':0,'valueIdentifier':{'value':'2'}} | {'identifier':[{'value':'2'},{'value':'1'}]}",
        "{'identifier':[{'value':'1'}]} | {'type':'add','path':'Patient','name':'identifier','valueIdentifier':{'value':'2'}} | {'identifier':[{'value':'1'},{'value':'2'}]}",
        "{'identifier':[{'value':'1'},{'value':'2'}]} | {'type':'delete','path':'Patient.identifier[0]'} | {'identifier':[{'value':'2'}]}",
        "{'identifier':[{'value':'1'},{'value':'2'},{'value':'3'}]} | {'type':'move','path':'Patient.identifier','source':2,'destination':0} | {'identifier':[{'value':'3'},{'value':'1'},{'value':'2'}]}",
        "{'identifier':[{'value':'1'},{'value':'2'},{'value':'3'}]} | {'type':'move','path':'Patient.identifier','source':0,'destination':2} | {'identifier':[{'value':'2'},{'value':'3'},{'value':'1'}]}",
        // paths
        "{'name':[{'use':'old','family':'a'},{'use':'official','family':'b'}]} | {'type':'replace','path':\"Patient.name.where(use = 'official').family\",'valueString':'c'} | {'name':[{'use':'old','family':'a'},{'use':'official','family':'c'}]}",
        "{'name':[{'use':'old','family':'a'},{'use':'old','family':'b'}]} | {'type':'replace','path':\"name.where(use='old' and family = 'b').first().family\",'valueString':'c'} | {'name':[{'use':'old','family':'a'},{'use':'old','family':'c'}]}",
        "{'name':[{'family':'a'},{'given':['x']}]} | {'type':'delete','path':'Patient.name.where(given.exists()).single()'} | {'name':[{'family':'a'}]}",
        "{'identifier':[{'value':'1'},{'value':'2'}]} | {'type':'delete','path':'Patient.identifier.last()'} | {'identifier':[{'value':'1'}]}",
        "{'extension':[{'url':'a','valueString':'x'}]} | {'type':'replace','path':\"Patient.extension('a').value\",'valueCode':'y'} | {'extension':[{'url':'a','valueCode':'y'}]}",
        // a choice
        "{} | {'type':'add','path':'Patient','name':'deceased','valueBoolean':true} | {'deceasedBoolean':true}",
        "{} | {'type':'add','path':'Patient','name':'deceased[x]','valueDateTime':'2020'} | {'deceasedDateTime':'2020'}",
        "{'active':true,'deceasedBoolean':true,'gender':'male'} | {'type':'replace','path':'Patient.deceased','valueDateTime':'2020'} | {'active':true,'deceasedDateTime':'2020','gender':'male'}",
        "{'deceasedBoolean':true} | {'type':'delete','path':'Patient.deceased.ofType(boolean)'} | {}",
        "{'deceasedBoolean':true} | {'type':'delete','path':'Patient.deceased.ofType(dateTime)'} | {'deceasedBoolean':true}",
        // what stands beside a value
        "{'birthDate':'1920','_birthDate':{'id':'b'}} | {'type':'replace','path':'Patient.birthDate','valueDate':'1930'} | {'birthDate':'1930'}",
        "{'birthDate':'1920'} | {'type':'add','path':'Patient.birthDate','name':'extension','valueExtension':{'url':'u','valueString':'x'}} | {'birthDate':'1920','_birthDate':{'extension':[{'url':'u','valueString':'x'}]}}",
        "{'birthDate':'1920','_birthDate':{'extension':[{'url':'u','valueString':'x'}]}} | {'type':'delete','path':'Patient.birthDate.extension[0]'} | {'birthDate':'1920'}",
        "{'name':[{'given':['a','b'],'_given':[null,{'id':'x'}]}]} | {'type':'delete','path':'Patient.name[0].given[0]'} | {'name':[{'given':['b'],'_given':[{'id':'x'}]}]}",
        "{'name':[{'given':['a','b'],'_given':[null,{'id':'x'}]}]} | {'type':'delete','path':'Patient.name[0].given[1]'} | {'name':[{'given':['a']}]}",
        "{'name':[{'given':['b'],'_given':[{'id':'x'}]}]} | {'type':'insert','path':'Patient.name[0].given','index':0,'valueString':'a'} | {'name':[{'given':['a','b'],'_given':[null,{'id':'x'}]}]}",
        "{'name':[{'given':['a','b'],'_given':[null,{'id':'x'}]}]} | {'type':'move','path':'Patient.name[0].given','source':1,'destination':0} | {'name':[{'given':['b','a'],'_given':[{'id':'x'},null]}]}",
        // a contained resource
        "{'contained':[{'resourceType':'Organization','id':'o','name':'a'}]} | {'type':'replace','path':'Patient.contained[0].name','valueString':'b'} | {'contained':[{'resourceType':'Organization','id':'o','name':'b'}]}"
      })
  void whatIsPatchedIsAsTheSpecificationHasIt(String before, String operation, String after) {
    assertThat(patched(patient(before), operation)).isEqualTo(patient(after));
  }

  @Test
  void operationsFollowEachOtherAndNothingElseIsTouched() {
    String stored =
        "{\"resourceType\":\"Observation\",\"id\":\"o\",\"valueQuantity\":{\"value\":1.00},\"note\":[{\"text\":\"é\"}]}";
    JsonObject patch =
        parameters(
            "{'type':'delete','path':'Observation.note'}",
            "{'type':'add','path':'Observation','name':'status','valueCode':'final'}");

    assertThat(
            new String(
                Patches.applied(
                    PatchFormat.FHIRPATH_PATCH,
                    patch.toBuffer().getBytes(),
                    stored.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"resourceType\":\"Observation\",\"id\":\"o\",\"valueQuantity\":{\"value\":1.00},\"status\":\"final\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // leads nowhere, or to several
        "{'type':'replace','path':'Patient.birthDate','valueDate':'1930'}",
        "{'type':'delete','path':'Patient.identifier'}",
        "{'type':'replace','path':'Patient.identifier.value','valueString':'x'}",
        "{'type':'insert','path':'Patient.identifier','index':4,'valueIdentifier':{'value':'x'}}",
        "{'type':'insert','path':'Patient.identifier[0]','index':0,'valueIdentifier':{'value':'x'}}",
        "{'type':'move','path':'Patient.identifier','source':3,'destination':0}",
        "{'type':'move','path':'Patient.identifier','source':0,'destination':3}",
        "{'type':'delete','path':'Patient'}",
        "{'type':'replace','path':'Patient','valueString':'x'}",
        "{'type':'replace','path':'Observation.identifier[0]','valueIdentifier':{'value':'x'}}",
        // does not fit
        "{'type':'add','path':'Patient','name':'nonsense','valueString':'x'}",
        "{'type':'add','path':'Patient','name':'resourceType','valueString':'Observation'}",
        "{'type':'add','path':'Patient.identifier[0]','name':'value','valueString':'x'}",
        "{'type':'add','path':'Patient','name':'active','valueString':'true'}",
        "{'type':'add','path':'Patient','name':'birthDate','valueBoolean':true}",
        "{'type':'add','path':'Patient','name':'deceased','valueString':'x'}",
        "{'type':'replace','path':'Patient.identifier[0]','valueHumanName':{'text':'x'}}",
        "{'type':'add','path':'Patient','name':'contact','part':[{'name':'nonsense','valueString':'x'}]}",
        // more than a patch needs
        "{'type':'delete','path':'Patient.descendants()'}",
        "{'type':'delete','path':'Patient.repeat(contact)'}",
        "{'type':'delete','path':'Patient.managingOrganization.resolve().name'}",
        "{'type':'delete','path':\"Patient.identifier.where(value.matches('(a+)+b'))\"}",
        "{'type':'delete','path':'Patient.identifier.where(value = %resource.id)'}",
        "{'type':'delete','path':'Patient.identifier[1+1]'}",
        "{'type':'delete','path':'Patient.identifier | Patient.name'}",
        "{'type':'delete','path':''}",
        "{'type':'delete','path':'Patient.identifier['}",
        "{'type':'delete','path':\"Patient.identifier.where(value='1'\"}"
      })
  void whatDoesNotApplyChangesNothing(String operation) {
    assertStatus(catchThrowable(() -> patched(json(LIST), operation)), 422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{'resourceType':'Patient'}",
        "{'resourceType':'Parameters','parameter':{}}",
        "{'resourceType':'Parameters','parameter':[{'name':'nonsense'}]}",
        "{'resourceType':'Parameters','parameter':[{'name':'operation'}]}",
        "{'resourceType':'Parameters','parameter':[{'name':'operation','part':[{'name':'type','valueCode':'drop'}]}]}",
        "{'resourceType':'Parameters','parameter':[{'name':'operation','part':[{'name':'type','valueCode':'add'},{'name':'type','valueCode':'delete'}]}]}"
      })
  void whatIsNoPatchIsToldSo(String patch) {
    byte[] bytes = patch.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

    assertStatus(
        catchThrowable(
            () ->
                Patches.applied(
                    PatchFormat.FHIRPATH_PATCH, bytes, json(LIST).toBuffer().getBytes())),
        400);
  }

  @Test
  void operationsAndStepsAreBounded() {
    JsonArray many = new JsonArray();
    for (int i = 0; i <= Patches.MOST_OPERATIONS; i++) {
      many.add(operation("{'type':'delete','path':'Patient.active'}"));
    }
    JsonObject patch = new JsonObject().put("resourceType", "Parameters").put("parameter", many);

    assertStatus(catchThrowable(() -> applied(json(LIST), patch)), 413);

    JsonArray identifiers = new JsonArray();
    for (int i = 0; i < 20_000; i++) {
      identifiers.add(new JsonObject().put("value", "x"));
    }
    many.remove(0);
    for (int i = 0; i < many.size(); i++) {
      many.set(i, operation("{'type':'delete','path':\"Patient.identifier.where(value = 'y')\"}"));
    }
    assertStatus(
        catchThrowable(() -> applied(patient("{}").put("identifier", identifiers), patch)), 413);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'delete','path':\"Observation.performer.where(reference='Patient/p2')\"} | true",
        "{'type':'delete','path':'Observation.performer[0]'} | false"
      })
  void aConditionIsToldFromWhatHasNone(String operation, boolean looks) {
    assertThat(
            Patches.looks(PatchFormat.FHIRPATH_PATCH, parameters(operation).toBuffer().getBytes()))
        .isEqualTo(looks);
  }

  static JsonObject patched(JsonObject stored, String operation) {
    return applied(stored, parameters(operation));
  }

  private static JsonObject applied(JsonObject stored, JsonObject patch) {
    byte[] result =
        Patches.applied(
            PatchFormat.FHIRPATH_PATCH, patch.toBuffer().getBytes(), stored.toBuffer().getBytes());
    return new JsonObject(new String(result, StandardCharsets.UTF_8));
  }

  private static JsonObject patient(String members) {
    JsonObject patient = new JsonObject().put("resourceType", "Patient");
    json(members).forEach(member -> patient.put(member.getKey(), member.getValue()));
    return patient;
  }

  private static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }

  private static JsonObject parameters(String... operations) {
    JsonArray all = new JsonArray();
    for (String operation : operations) {
      all.add(operation(operation));
    }
    return new JsonObject().put("resourceType", "Parameters").put("parameter", all);
  }

  /** In a path in double quotes, single ones stay. */
  private static JsonObject operation(String parts) {
    String[] quoted = parts.split("\"", -1);
    String text =
        quoted.length == 3
            ? quoted[0].replace('\'', '"') + "\"" + quoted[1] + "\"" + quoted[2].replace('\'', '"')
            : parts.replace('\'', '"');
    JsonArray all = new JsonArray();
    JsonObject value = new JsonObject();
    for (var part : new JsonObject(text)) {
      String name = part.getKey();
      if (name.startsWith("value") || name.equals("part")) {
        value.put(name, part.getValue());
      } else {
        String type =
            name.equals("type")
                ? "valueCode"
                : part.getValue() instanceof Integer ? "valueInteger" : "valueString";
        all.add(new JsonObject().put("name", name).put(type, part.getValue()));
      }
    }
    if (!value.isEmpty()) {
      all.add(value.put("name", "value"));
    }
    return new JsonObject().put("name", "operation").put("part", all);
  }

  private static void assertStatus(Throwable thrown, int status) {
    assertThat(thrown).isInstanceOf(Refused.class);
    assertThat(((Refused) thrown).refusal())
        .isInstanceOfSatisfying(
            Refusal.BadExchange.class, no -> assertThat(no.status()).isEqualTo(status));
  }
}
