// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A record that is small and has what is hard to carry: resources that refer to each other in a
 * circle, contained ones, decimals with zeros behind, sets in {@code meta}, a document behind an
 * address, what refers to the record without naming the patient, what nobody owns. All its ids
 * begin with the patient's.
 */
record SmallRecord(String patient) {

  static final int OBSERVATIONS = 6;

  private static final List<String> FURTHER =
      List.of(
          "{'resourceType':'Organization','id':'second-organization','name':'Laboratoire des Ormes'}",
          "{'resourceType':'Practitioner','id':'second-practitioner','name':[{'family':'Leroy'}]}",
          "{'resourceType':'Medication','id':'second-medication','code':{'text':'paracétamol'}}",
          """
          {'resourceType':'Patient','id':'$P','meta':{'tag':[{'system':'urn:t','code':'z'},{'system':'urn:t','code':'a'}],
           'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R'}]},
           'identifier':[{'system':'urn:prunelle:e2e','value':'$P'}],'name':[{'family':'Énée','given':['$P']}],'birthDate':'1980-02-29',
           'generalPractitioner':[{'reference':'Practitioner/second-practitioner'}],'managingOrganization':{'reference':'Organization/second-organization'}}
          """,
          """
          {'resourceType':'Encounter','id':'$P-e','status':'finished','class':{'code':'AMB'},'subject':{'reference':'Patient/$P'},
           'diagnosis':[{'condition':{'reference':'Condition/$P-c'}}]}
          """,
          """
          {'resourceType':'Condition','id':'$P-c','contained':[{'resourceType':'Practitioner','id':'p','name':[{'family':'Contenu'}]}],
           'subject':{'reference':'Patient/$P'},'encounter':{'reference':'Encounter/$P-e'},'asserter':{'reference':'#p'},'code':{'text':'« toux » & 𝛼'}}
          """,
          """
          {'resourceType':'Observation','id':'$P-d','status':'final','code':{'text':'decimals'},'subject':{'reference':'Patient/$P'},
           'hasMember':[{'reference':'Observation/$P-o1'}],
           'component':[{'code':{'text':'a'},'valueQuantity':{'value':1.0}},{'code':{'text':'b'},'valueQuantity':{'value':0.0100}},{'code':{'text':'c'},'valueQuantity':{'value':-12345678901234567890.5}}]}
          """,
          """
          {'resourceType':'MedicationRequest','id':'$P-m','status':'active','intent':'order','subject':{'reference':'Patient/$P'},
           'medicationReference':{'reference':'Medication/second-medication'}}
          """,
          """
          {'resourceType':'Binary','id':'$P-b','contentType':'text/plain','securityContext':{'reference':'Patient/$P'},'data':'VG91dCB2YSBiaWVuLg=='}
          """,
          """
          {'resourceType':'DocumentReference','id':'$P-f','status':'current','subject':{'reference':'Patient/$P'},
           'content':[{'attachment':{'contentType':'text/plain','url':'Binary/$P-b'}}]}
          """,
          """
          {'resourceType':'Provenance','id':'$P-v','target':[{'reference':'Observation/$P-o0'}],'recorded':'2026-01-02T03:04:05.678Z',
           'agent':[{'who':{'reference':'Practitioner/second-practitioner'}}]}
          """,
          """
          {'resourceType':'List','id':'$P-l','status':'current','mode':'working','entry':[{'item':{'reference':'Condition/$P-c'}}]}
          """,
          """
          {'resourceType':'AuditEvent','id':'$P-a','type':{'system':'http://terminology.hl7.org/CodeSystem/audit-event-type','code':'rest'},
           'recorded':'2026-01-02T03:04:05Z','agent':[{'requestor':true}],'source':{'observer':{'display':'lab'}},'entity':[{'what':{'reference':'Patient/$P'}}]}
          """,
          """
          {'resourceType':'Device','id':'$P-g','patient':{'reference':'Patient/$P'},'deviceName':[{'name':'pacemaker','type':'user-friendly-name'}]}
          """,
          """
          {'resourceType':'Task','id':'$P-t','status':'requested','intent':'order','for':{'reference':'Patient/$P'},'focus':{'reference':'Device/$P-g'}}
          """);

  /** Stores it, past the gateway. */
  void load(Http http, String fhir) {
    String entries =
        resources()
            .map(resource -> resource.replace('\'', '"').replace("$P", patient))
            .map(SmallRecord::entry)
            .collect(Collectors.joining(","));
    Http.Answer answer =
        http.send(
            "POST",
            fhir,
            null,
            "application/fhir+json",
            "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entries + "]}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  /** The id of an observation that is in it from the beginning. */
  String observation(int number) {
    return patient + "-o" + number;
  }

  /** An observation of this patient's as it may be written; without an id for one that is new. */
  static String observation(String patient, String id, String marker, int value) {
    return """
    {"resourceType":"Observation",%s"meta":{"tag":[{"system":"urn:prunelle:e2e","code":"written"}]},
     "identifier":[{"system":"urn:prunelle:e2e:marker","value":"%s"}],"status":"final","code":{"text":"weight"},
     "subject":{"reference":"Patient/%s"},"valueQuantity":{"value":%d.50,"unit":"kg"}}
    """
        .formatted(id == null ? "" : "\"id\":\"" + id + "\",", marker, patient, value);
  }

  private Stream<String> resources() {
    return Stream.concat(
        IntStream.range(0, OBSERVATIONS)
            .mapToObj(
                n -> observation(patient, observation(n), "at-first-" + n, n).replace('\n', ' ')),
        FURTHER.stream());
  }

  private static String entry(String resource) {
    String key = CanonicalJson.key(CanonicalJson.read(resource));
    return "{\"resource\":"
        + resource
        + ",\"request\":{\"method\":\"PUT\",\"url\":\""
        + key
        + "\"}}";
  }
}
