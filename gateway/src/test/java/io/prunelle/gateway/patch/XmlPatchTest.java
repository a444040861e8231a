// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.PatchFormat;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XML Patch (RFC 5261) on what is stored in JSON. */
final class XmlPatchTest {

  private static final String STORED =
      "{'resourceType':'Patient','active':true,'name':[{'use':'old','family':'a'},{'use':'official','family':'b','given':['x']}],'birthDate':'1920'}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<replace sel='f:Patient/f:birthDate/@value'>1930</replace> | {'resourceType':'Patient','active':true,'name':[{'use':'old','family':'a'},{'use':'official','family':'b','given':['x']}],'birthDate':'1930'}",
        "<replace sel='/Patient/birthDate/@value'>1930</replace> | {'resourceType':'Patient','active':true,'name':[{'use':'old','family':'a'},{'use':'official','family':'b','given':['x']}],'birthDate':'1930'}",
        "<remove sel='f:Patient/f:name[1]'/> | {'resourceType':'Patient','active':true,'name':[{'use':'official','family':'b','given':['x']}],'birthDate':'1920'}",
        "<remove sel=\"f:Patient/f:name[f:use/@value='official']/f:given\"/> | {'resourceType':'Patient','active':true,'name':[{'use':'old','family':'a'},{'use':'official','family':'b'}],'birthDate':'1920'}",
        "<remove sel='f:Patient/f:name'/> | 422",
        "<replace sel=\"f:Patient/f:name[f:use/@value='old']\"><f:name><f:text value='c'/></f:name></replace> | {'resourceType':'Patient','active':true,'name':[{'text':'c'},{'use':'official','family':'b','given':['x']}],'birthDate':'1920'}",
        "<add sel='f:Patient/f:name[2]'><f:given value='y'/></add> | {'resourceType':'Patient','active':true,'name':[{'use':'old','family':'a'},{'use':'official','family':'b','given':['x','y']}],'birthDate':'1920'}",
        "<add sel='f:Patient/f:name[1]' pos='before'><f:name><f:text value='c'/></f:name></add> | {'resourceType':'Patient','active':true,'name':[{'text':'c'},{'use':'old','family':'a'},{'use':'official','family':'b','given':['x']}],'birthDate':'1920'}",
        "<add sel='f:Patient/f:birthDate' type='@id'>b</add> | {'resourceType':'Patient','active':true,'name':[{'use':'old','family':'a'},{'use':'official','family':'b','given':['x']}],'birthDate':'1920','_birthDate':{'id':'b'}}"
      })
  void whatIsPatchedIsAsTheOperationHasIt(String operation, String after) {
    if (after.equals("422")) {
      assertStatus(catchThrowable(() -> patched(operation)), 422);
    } else {
      assertThat(patched(operation)).isEqualTo(after.replace('\'', '"'));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // leads nowhere, or to several
        "<remove sel='f:Patient/f:gender'/>",
        "<remove sel='f:Patient/f:name[3]'/>",
        "<remove sel='f:Patient'/>",
        "<remove sel='f:Observation/f:status'/>",
        "<remove sel='g:Patient/g:active'/>",
        "<replace sel='f:Patient'><f:Observation/></replace>",
        "<add sel='f:Patient' pos='after'><f:Patient/></add>",
        // makes something that is no resource
        "<add sel='f:Patient'><f:nonsense value='x'/></add>",
        "<add sel='f:Patient'><f:active value='false'/></add>",
        "<add sel='f:Patient'><active xmlns='http://evil' value='false'/></add>",
        "<replace sel='f:Patient/f:active/@value'>yes</replace>",
        "<add sel='f:Patient' type='@id'>x</add>",
        // more than a patch needs
        "<remove sel='//f:active'/>",
        "<remove sel='f:Patient/descendant::f:active'/>",
        "<remove sel='f:Patient/f:name[position()=1]'/>",
        "<remove sel='f:Patient/f:name[contains(f:family/@value,\"a\")]'/>",
        "<remove sel='id(\"x\")'/>",
        "<remove sel='document(\"file:///etc/passwd\")'/>",
        "<remove sel=''/>",
        "<remove/>"
      })
  void whatDoesNotApplyChangesNothing(String operation) {
    assertStatus(catchThrowable(() -> patched(operation)), 422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<patch/>",
        "<diff><drop sel='Patient/active'/></diff>",
        "<diff>text</diff>",
        "<!DOCTYPE diff [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><diff><replace sel='Patient/birthDate/@value'>&e;</replace></diff>"
      })
  void whatIsNoPatchIsToldSo(String patch) {
    assertStatus(catchThrowable(() -> applied(patch)), 400);
  }

  @Test
  void operationsAndDepthAreBounded() {
    assertStatus(
        catchThrowable(() -> patched("<remove sel='f:Patient/f:gender'/>".repeat(201))), 413);
    assertStatus(
        catchThrowable(
            () ->
                patched(
                    "<add sel='f:Patient'>"
                        + "<f:extension url='u'>".repeat(2_000)
                        + "</f:extension>".repeat(2_000)
                        + "</add>")),
        400);
  }

  @Test
  void aConditionIsToldFromWhatHasNone() {
    assertThat(looks("<remove sel=\"f:Patient/f:link[f:other/f:reference/@value='Patient/p2']\"/>"))
        .isTrue();
    assertThat(looks("<remove sel='f:Patient/f:link[1]'/>")).isFalse();
  }

  private static boolean looks(String operation) {
    return Patches.looks(PatchFormat.XML_PATCH, utf8(diff(operation)));
  }

  private static String patched(String operation) {
    return applied(diff(operation));
  }

  private static String diff(String operations) {
    return "<diff xmlns:f='http://hl7.org/fhir'>" + operations + "</diff>";
  }

  private static String applied(String patch) {
    return new String(
        Patches.applied(PatchFormat.XML_PATCH, utf8(patch), utf8(STORED.replace('\'', '"'))),
        StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertStatus(Throwable thrown, int status) {
    assertThat(thrown).isInstanceOf(Refused.class);
    assertThat(((Refused) thrown).refusal())
        .isInstanceOfSatisfying(
            Refusal.BadExchange.class, no -> assertThat(no.status()).isEqualTo(status));
  }
}
