// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes narrowed by search parameters, against resources. */
final class ScopeTest {

  private static final JsonObject OBSERVATION =
      json(
          "{'resourceType':'Observation','id':'o1','status':'final',"
              + "'meta':{'security':[{'system':'http://conf','code':'N'}],'tag':[{'code':'x'}]},"
              + "'category':[{'coding':[{'system':'http://cat','code':'laboratory'},"
              + "{'system':'http://own','code':'lab'}]},{'text':'vital-signs'}],"
              + "'code':{'coding':[{'code':'718-7'}]},"
              + "'identifier':[{'system':'urn:lab','value':'77'}],"
              + "'encounter':{'reference':'Encounter/e1'},"
              + "'component':[{'code':{'coding':[{'system':'http://loinc.org','code':'8480-6'}]}}]}");

  private static final JsonObject PATIENT =
      json("{'resourceType':'Patient','id':'p1','active':true,'gender':'female'}");

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "category=http://cat|laboratory true",
        "category=laboratory true",
        "category=http://cat| true",
        "category=http://cat%7Claboratory true",
        "category=lab true",
        "category=http://own|laboratory false",
        "category=http://cat|lab false",
        "category=Laboratory false",
        "category=http://cat|laborator false",
        // what is only said in words is no code
        "category=vital-signs false",
        "category=|laboratory false",
        "code=|718-7 true",
        "code=718-7 true",
        "code=http://loinc.org|718-7 false",
        // values are joined by or, parameters by and
        "category=http://cat|vital-signs,http://cat|laboratory true",
        "category=http://cat|laboratory&status=final true",
        "category=http://cat|laboratory&status=amended false",
        "category=http://cat|laboratory&category=http://cat|vital-signs false",
        "category=http://cat|laboratory&category=http://own|lab true",
        "status=final true",
        "status=preliminary,final true",
        "combo-code=8480-6 true",
        "component-code=http://loinc.org|8480-6 true",
        "identifier=urn:lab|77 true",
        "identifier=77 true",
        "identifier=urn:lab|7 false",
        "encounter=Encounter/e1 true",
        "encounter=Encounter/e2 false",
        "value-concept=x false",
        "_security=http://conf|N true",
        "_tag=x true",
        "_tag=http://conf|x false",
        "_id=o1 true",
        "_id=o2 false"
      })
  void aResourceIsHeldToTheParameters(String parameters, boolean shown) {
    Scope scope = Scope.parse("patient/Observation.rs?" + parameters).orElseThrow();

    assertThat(scope.holds("Observation")).isTrue();
    assertThat(scope.plain()).isFalse();
    assertThat(scope.shows("Observation", OBSERVATION)).isEqualTo(shown);
    assertThat(scope.shows("Condition", OBSERVATION)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "category:not=laboratory",
        "category:in=http://valueset",
        "category:text=lab",
        "category:missing=true",
        "category=",
        "category=|",
        "category",
        "category=laboratory&",
        "category=%zz",
        "nonsense=laboratory",
        "date=ge2020-01-01",
        "value-quantity=5",
        "code-value-quantity=x$5",
        "_lastUpdated=gt2020-01-01",
        "_has:Provenance:target:agent=x",
        "_include=Observation:encounter",
        "encounter.status=finished",
        "encounter=e1",
        "encounter=Patient/p1",
        "encounter=Encounter/e1/_history/1",
        "status=http://hl7.org/fhir/observation-status|final",
        "category=laboratory&code:below=x",
        "category=laboratory,",
        ""
      })
  void whatCannotBeHeldGrantsNothing(String parameters) {
    Scope scope = Scope.parse("patient/Observation.rs?" + parameters).orElseThrow();

    assertThat(scope.holds("Observation")).isFalse();
    assertThat(scope.plain()).isFalse();
    assertThat(scope.shows("Observation", OBSERVATION)).isFalse();
  }

  @Test
  void aScopeForEveryTypeIsHeldToWhatEveryTypeHas() {
    Scope tagged = Scope.parse("user/*.rs?_security=http://conf|N").orElseThrow();
    Scope category = Scope.parse("user/*.rs?category=laboratory").orElseThrow();

    assertThat(tagged.holds("*")).isTrue();
    assertThat(tagged.shows("Observation", OBSERVATION)).isTrue();
    assertThat(tagged.shows("Patient", PATIENT)).isFalse();
    assertThat(category.holds("*")).isFalse();
    // of a type that has the parameter, it can be held to it
    assertThat(category.shows("Observation", OBSERVATION)).isTrue();
    assertThat(category.shows("Patient", PATIENT)).isFalse();
  }

  @Test
  void plainValuesAreComparedAsTheyAre() {
    assertThat(shows("Patient.r?active=true", PATIENT)).isTrue();
    assertThat(shows("Patient.r?active=false", PATIENT)).isFalse();
    assertThat(shows("Patient.r?gender=female", PATIENT)).isTrue();
    assertThat(shows("Patient.r?gender=male", PATIENT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "patient/Observation.read?category=laboratory",
        "patient/Observation.*?category=laboratory",
        "patient/Observation.sr?category=laboratory",
        "patient/observation.rs?category=laboratory",
        "launch/patient",
        "fhirUser",
        "openid",
        "offline_access"
      })
  void whatIsNoScopeOfVersion2IsNone(String scope) {
    assertThat(Scope.parse(scope)).isEmpty();
  }

  @Test
  void anElementOfAnotherShapeMatchesNothing() {
    for (String odd :
        new String[] {
          "'category':'laboratory'",
          "'category':[['laboratory']]",
          "'category':[{'coding':'laboratory'}]",
          "'category':[{'coding':[{'code':7}]}]",
          "'category':null",
          "'Category':[{'coding':[{'code':'laboratory'}]}]"
        }) {
      JsonObject resource = json("{'resourceType':'Observation'," + odd + "}");

      assertThat(shows("Observation.rs?category=laboratory", resource)).as(odd).isFalse();
    }
  }

  private static boolean shows(String scope, JsonObject resource) {
    return Scope.parse("patient/" + scope)
        .orElseThrow()
        .shows(resource.getString("resourceType"), resource);
  }

  private static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }
}
