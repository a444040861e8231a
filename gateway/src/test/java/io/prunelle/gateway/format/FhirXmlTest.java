// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.testing.Specification;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same resource in JSON and in XML: nothing is lost on the way, or nothing goes that way. */
final class FhirXmlTest {

  private static final Pattern VALUE = Pattern.compile(" (value|url|id)=\"");
  private static final String FHIR = "xmlns=\"http://hl7.org/fhir\"";

  @ParameterizedTest
  @ValueSource(
      strings = {
        // decimals as they are written
        "{'resourceType':'Observation','valueQuantity':{'value':1.00}}",
        "{'resourceType':'Observation','valueQuantity':{'value':-1E+2}}",
        "{'resourceType':'Observation','valueQuantity':{'value':0.00000000000000000000000000000010}}",
        "{'resourceType':'Observation','valueInteger':9007199254740993}",
        // ids and extensions of values, also where there is no value
        "{'resourceType':'Patient','id':'p','birthDate':'1970','_birthDate':{'id':'b','extension':[{'url':'u','valueCode':'c'}]}}",
        "{'resourceType':'Patient','_birthDate':{'extension':[{'url':'u','valueCode':'masked'}]}}",
        "{'resourceType':'Patient','name':[{'given':['a',null,'b'],'_given':[null,{'id':'x'},{'id':'z'}]}]}",
        "{'resourceType':'Patient','name':[{'_given':[{'id':'x'},{'id':'z'}]}]}",
        "{'resourceType':'Patient','extension':[{'id':'e','url':'u','extension':[{'url':'n','valueDecimal':0.10}]}],'active':true}",
        // text to the letter
        "{'resourceType':'Observation','code':{'text':' a\\nb\\tc\\r\\n  \\u00a0 & < > \\\" é \uD83D\uDE00'}}",
        "{'resourceType':'Patient','text':{'status':'generated','div':'<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\" xml:lang=\\\"fr\\\">  <p class=\\\"x\\\">a &amp; b &lt; c</p><br/>\\n<p></p><b>é</b></div>'}}",
        // resources within resources
        "{'resourceType':'Observation','contained':[{'resourceType':'Patient','id':'p'},{'resourceType':'Device','id':'d'}]}",
        "{'resourceType':'Bundle','type':'transaction','entry':[{'fullUrl':'urn:uuid:1','resource':{'resourceType':'Patient','id':'other'},'request':{'method':'PUT','url':'Patient/other'}}]}",
        "{'resourceType':'Parameters','parameter':[{'name':'a','part':[{'name':'b','valueReference':{'reference':'Patient/1/_history/2'}}]},{'name':'c','resource':{'resourceType':'Binary','contentType':'text/plain','data':'YWJj'}}]}",
        // what a host or a client need not know
        "{'resourceType':'Observation','status':'no-such-code','subject':{'reference':'#nowhere'}}",
        "{'resourceType':'Basic','meta':{'versionId':'1','tag':[{'code':'a'},{'code':'a'}]},'implicitRules':'http://x'}",
        "{'resourceType':'OperationOutcome','issue':[{'severity':'error','code':'invalid','expression':['Bundle.entry[1]']}]}"
      })
  void whatIsWrittenInXmlIsTheSameWhenItIsReadAgain(String json) throws IOException {
    byte[] resource = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

    for (boolean pretty : new boolean[] {false, true}) {
      assertThat(Tree.read(FhirXml.json(FhirXml.xml(resource, pretty))))
          .isEqualTo(Tree.read(resource));
    }
  }

  @Test
  void inXmlElementsStandInTheirOrderHoweverTheyStandInJson() {
    assertThat(
            xml(
                "{'name':[{'given':['A'],'family':'B'}],'active':false,'_active':{'id':'x'},'id':'p','resourceType':'Patient'}"))
        .endsWith(
            "<Patient "
                + FHIR
                + "><id value=\"p\"/><active id=\"x\" value=\"false\"/><name><family value=\"B\"/><given value=\"A\"/></name></Patient>");
  }

  /** More than 7 MB of resources by HL7 itself, each with extensions and narrative. */
  @ParameterizedTest
  @ValueSource(strings = {"profiles-types.xml", "profiles-others.xml"})
  void whatHl7WritesInXmlIsTheSameAfterItWasJson(String file) throws IOException {
    byte[] published;
    try (InputStream in = Specification.open(file)) {
      published = in.readAllBytes();
    }

    byte[] json = FhirXml.json(published);
    byte[] xml = FhirXml.xml(json, false);

    assertThat(text(FhirXml.json(xml))).isEqualTo(text(json));
    assertThat(values(text(xml))).isEqualTo(values(text(published)));
  }

  private static long values(String xml) {
    return VALUE.matcher(xml).results().count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // not XML, or more of it than FHIR needs
        "",
        "{}",
        "<Patient xmlns='http://hl7.org/fhir'>",
        "<!DOCTYPE Patient><Patient xmlns='http://hl7.org/fhir'/>",
        "<!DOCTYPE Patient [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Patient xmlns='http://hl7.org/fhir'><language value='&e;'/></Patient>",
        "<!DOCTYPE Patient SYSTEM 'http://127.0.0.1:9/x.dtd'><Patient xmlns='http://hl7.org/fhir'/>",
        "<!DOCTYPE Patient [<!ENTITY a 'a'><!ENTITY b '&a;&a;&a;&a;'>]><Patient xmlns='http://hl7.org/fhir'><language value='&b;'/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><language value='&e;'/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><text><status value='generated'/><div xmlns='http://www.w3.org/1999/xhtml'>&nbsp;</div></text></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><?php x ?><active value='true'/></Patient>",
        "<?xml version='1.1'?><Patient xmlns='http://hl7.org/fhir'><active value='true'/></Patient>",
        "<?xml version='1.0' encoding='UTF-16'?><Patient xmlns='http://hl7.org/fhir'><active value='true'/></Patient>",
        "<?xml version='1.0' encoding='ISO-8859-1'?><Patient xmlns='http://hl7.org/fhir'><active value='true'/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir' xmlns:x='x' x:a='b'><active value='true'/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'/><Patient xmlns='http://hl7.org/fhir'/>",
        "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/>",
        // no resource
        "<Patient/>",
        "<Patient xmlns='http://hl7.org/dstu'/>",
        "<Nonsense xmlns='http://hl7.org/fhir'/>",
        "<DomainResource xmlns='http://hl7.org/fhir'/>",
        "<HumanName xmlns='http://hl7.org/fhir'><family value='x'/></HumanName>",
        // what would be lost, or be something else
        "<Patient xmlns='http://hl7.org/fhir'><nonsense value='true'/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><active value='true'>yes</active></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'>text<active value='true'/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><active value='true' extra='x'/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir' id='p'/>",
        "<Patient xmlns='http://hl7.org/fhir'><active value='true'/><active value='false'/></Patient>",
        "<Observation xmlns='http://hl7.org/fhir'><valueString value='x'/><valueInteger value='1'/></Observation>",
        "<Patient xmlns='http://hl7.org/fhir'><active value='yes'/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><active value=' true'/></Patient>",
        "<Observation xmlns='http://hl7.org/fhir'><valueInteger value='01'/></Observation>",
        "<Observation xmlns='http://hl7.org/fhir'><valueInteger value='1,\"x\":2'/></Observation>",
        "<Observation xmlns='http://hl7.org/fhir'><valueQuantity><value value='.5'/></valueQuantity></Observation>",
        "<Observation xmlns='http://hl7.org/fhir'><valueQuantity><value value='NaN'/></valueQuantity></Observation>",
        "<Patient xmlns='http://hl7.org/fhir'><active value=''/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><active/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><name/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><name value='x'/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><x:active xmlns:x='evil' value='true'/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><resourceType value='Observation'/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><extension><url value='u'/><valueCode value='c'/></extension></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><_birthDate><id value='c'/></_birthDate></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><contained/></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><contained><Device/><Device/></contained></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><text><status value='generated'/><div>x</div></text></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><text><status value='generated'/><p xmlns='http://www.w3.org/1999/xhtml'>x</p></text></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><text><status value='generated'/><div xmlns='http://www.w3.org/1999/xhtml'><svg xmlns='http://www.w3.org/2000/svg'/></div></text></Patient>"
      })
  void whatIsNoResourceInXmlOrWouldLoseSomethingIsRefused(String xml) {
    Throwable thrown = catchThrowable(() -> FhirXml.json(utf8(xml)));

    assertStatus(thrown, 400);
  }

  @Test
  void aCommentAndASchemasPlaceAreNoPartOfTheResource() {
    assertThat(
            text(
                FhirXml.json(
                    utf8(
                        "\uFEFF<?xml version='1.0' encoding='utf-8'?><!-- c --><f:Patient xmlns:f='http://hl7.org/fhir'"
                            + " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='http://hl7.org/fhir x.xsd'>\n"
                            + " <!-- d --><f:active value='true'/></f:Patient>"))))
        .isEqualTo("{\"resourceType\":\"Patient\",\"active\":true}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "ISO-8859-1"})
  void anotherEncodingIsRefused(String encoding) {
    byte[] bytes =
        ("<Patient " + FHIR + "><language value=\"é\"/></Patient>")
            .getBytes(Charset.forName(encoding));

    assertStatus(catchThrowable(() -> FhirXml.json(bytes)), 400);
  }

  @Test
  void depthIsBounded() {
    String open = "<extension url=\"u\">".repeat(5_000);
    String narrative = "<div xmlns=\"http://www.w3.org/1999/xhtml\">" + "<b>".repeat(5_000);

    assertStatus(catchThrowable(() -> FhirXml.json(utf8("<Patient " + FHIR + ">" + open))), 400);
    assertStatus(
        catchThrowable(() -> FhirXml.json(utf8("<Patient " + FHIR + "><text>" + narrative))), 400);
    assertStatus(
        catchThrowable(
            () ->
                FhirXml.xml(
                    utf8(
                        "{\"resourceType\":\"Patient\",\"extension\":"
                            + "[{\"extension\":".repeat(5_000)),
                    false)),
        406);
  }

  @Test
  void aLongAttributeIsReadAndManyAttributesAreNot() {
    String data = "QUJD".repeat(250_000);

    assertThat(
            text(
                FhirXml.json(utf8("<Binary " + FHIR + "><data value=\"" + data + "\"/></Binary>"))))
        .isEqualTo("{\"resourceType\":\"Binary\",\"data\":\"" + data + "\"}");

    StringBuilder many = new StringBuilder("<Patient " + FHIR);
    for (int i = 0; i < 20_000; i++) {
      many.append(" a").append(i).append("=\"x\"");
    }
    assertStatus(catchThrowable(() -> FhirXml.json(utf8(many.append("/>").toString()))), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{'resourceType':'Nonsense'}",
        "{'resourceType':'Patient','nonsense':true}",
        "{'resourceType':'Patient','fhir_comments':['x']}",
        "{'resourceType':'Patient','name':{'family':'x'}}",
        "{'resourceType':'Patient','active':[true]}",
        "{'resourceType':'Patient','active':{'value':true}}",
        "{'resourceType':'Patient','active':null}",
        "{'resourceType':'Patient','name':[{'given':[null]}]}",
        "{'resourceType':'Patient','name':[{'family':''}]}",
        "{'resourceType':'Patient','name':[{'family':'a\\u0001b'}]}",
        "{'resourceType':'Patient','name':[{'family':'a\\ud800b'}]}",
        "{'resourceType':'Patient','_name':[{'id':'x'}]}",
        "{'resourceType':'Patient','name':[{'resourceType':'Patient'}]}",
        "{'resourceType':'Observation','valueString':'x','valueInteger':1}",
        // a narrative that would end before its end
        "{'resourceType':'Patient','text':{'div':'<div></div></text><active value=\\\"true\\\"/><text>'}}",
        "{'resourceType':'Patient','text':{'div':'<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"/><x/>'}}",
        "{'resourceType':'Patient','text':{'div':'<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">&nbsp;</div>'}}",
        "{'resourceType':'Patient','text':{'div':'text'}}",
        "{'resourceType':'Patient','text':{'div':'<!DOCTYPE div><div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"/>'}}"
      })
  void whatXmlCannotHoldIsNotWritten(String json) {
    Throwable thrown = catchThrowable(() -> FhirXml.xml(utf8(json.replace('\'', '"')), false));

    assertStatus(thrown, 406);
  }

  @Test
  void whoSentItIsToldWhatIsWrongAndNothingThatBreaksOut() {
    Throwable thrown =
        catchThrowable(
            () ->
                FhirXml.json(
                    utf8(
                        "<Patient "
                            + FHIR
                            + "><é"
                            + "x".repeat(500)
                            + " value=\"1\"/></Patient>")));

    assertThat(((Refusal.BadExchange) ((Refused) thrown).refusal()).diagnostics())
        .startsWith("The body is not a resource in XML. There is no element \"?xxx")
        .endsWith("\" in Patient.")
        .hasSizeLessThan(200);
  }

  private static String xml(String json) {
    return text(FhirXml.xml(utf8(json.replace('\'', '"')), false));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void assertStatus(Throwable thrown, int status) {
    assertThat(thrown).isInstanceOf(Refused.class);
    assertThat(((Refused) thrown).refusal())
        .isInstanceOfSatisfying(
            Refusal.BadExchange.class, no -> assertThat(no.status()).isEqualTo(status));
  }
}
