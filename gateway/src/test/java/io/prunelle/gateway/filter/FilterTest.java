// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.access.AccessPolicy.Capacity;
import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.testing.Interactions;
import io.prunelle.gateway.testing.ReadingThreads;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a host's answer gets out. */
final class FilterTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final TestRealm REALM = TestRealm.start(VERTX);
  private static final String BASE = "http://10.0.0.5:8080/fhir";
  private static final Host HOST = new Host("h", HostKind.ON_PREMISE, URI.create(BASE), null);
  private static final String PUBLIC = "http://127.0.0.1:0/fhir/cabinet";
  private static final OnRecord SEARCH = Interactions.search("cabinet", "p1", "Observation");
  private static final OnRecord EVERYTHING = Interactions.everything("cabinet", "p1");

  private final Filter filter = new Filter(VERTX, TestSettings.of(REALM));

  @AfterAll
  static void stop() {
    VERTX.close().await();
  }

  /** What is read by its id may be long, and holds nothing that others would tell of. */
  @Test
  void onlyBundlesAreReadForWhatOthersTellOf() {
    Buffer body =
        RecordingHost.searchset(
                new JsonObject()
                    .put("resourceType", "Provenance")
                    .put("id", "x")
                    .put(
                        "target",
                        new JsonArray().add(new JsonObject().put("reference", "Observation/o1"))))
            .toBuffer();

    assertThat(
            tellers(
                Interactions.direct(
                    "cabinet",
                    "p1",
                    "Provenance",
                    new Interaction.Search("Provenance", Query.NONE, false)),
                body))
        .containsExactly("Observation/o1");
    for (Interaction other :
        List.of(new Interaction.Read("Provenance", "x"), new Interaction.Create("Provenance"))) {
      assertThat(tellers(Interactions.direct("cabinet", "p1", "Provenance", other), body))
          .isEmpty();
    }
  }

  private Set<String> tellers(OnRecord interaction, Buffer body) {
    return filter
        .tellers(
            new Examination(
                interaction,
                HOST,
                Grant.whole(Capacity.PRACTITIONER, Set.of()),
                Set.of(),
                "me",
                null),
            body)
        .await()
        .elsewhere();
  }

  @ParameterizedTest
  @CsvSource({"0, eventloop", "200000, lengthy"})
  void aLongAnswerIsExaminedBesideTheEventLoopByOneOfFewThreads(int spaces, String thread)
      throws Exception {
    ReadingThreads threads = new ReadingThreads();
    Buffer body = RecordingHost.observation("o1", "p1").toBuffer().appendString(" ".repeat(spaces));

    Optional<String> patient =
        ReadingThreads.onEventLoop(
            VERTX, () -> filter.patient("Observation", HOST, threads.noticed(body)));

    assertThat(patient).contains("p1");
    assertThat(threads.names()).isNotEmpty().allMatch(name -> name.contains(thread));
  }

  /** Not by what the event loop makes of it. */
  @Test
  void whatCannotBeReadOnceOthersToldOfItIsNoAnswer() throws Exception {
    FhirBodies bodies = new FhirBodies();
    Dependents dependents = new Dependents(bodies, BASE, Set.of());
    dependents.tells("Observation/o1", "p1");
    dependents.wait(
        bodies.parse(
            "{\"resourceType\":\"Provenance\",\"id\":\"x\",\"target\":[{\"reference\":\"Observation/o1\"}]}"
                .getBytes(StandardCharsets.UTF_8)),
        1,
        patient -> {
          throw new IllegalStateException("unreadable");
        });
    dependents.judge(patient -> true);

    Throwable failure = catchThrowable(() -> filter.told(dependents).await());

    assertThat(failure)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.refusal().reason()).isEqualTo("answer-not-attributable"));
  }

  @Test
  void resourcesOfOthersAreRemoved() {
    JsonObject bundle =
        RecordingHost.searchset(
            RecordingHost.observation("o1", "p1"), RecordingHost.observation("o2", "p2"));

    JsonObject released = released(SEARCH, bundle);

    assertThat(ids(released)).containsExactly("o1");
    assertThat(released.getLong("total")).isEqualTo(1);
    assertThat(released.encode()).doesNotContainPattern("\\b(p2|o2)\\b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'resourceType':'Patient','id':'p1'} | true",
        "{'resourceType':'Patient','id':'p2'} | false",
        "{'resourceType':'Patient'} | false",
        "{'resourceType':'Condition','id':'x','subject':{'reference':'Patient/p1'}} | true",
        "{'resourceType':'Condition','id':'x','subject':{'reference':'Patient/p1/_history/3'}} | true",
        "{'resourceType':'Condition','id':'x','subject':{'reference':'http://10.0.0.5:8080/fhir/Patient/p1'}} | true",
        "{'resourceType':'Condition','id':'x','subject':{'reference':'http://elsewhere/fhir/Patient/p1'}} | false",
        "{'resourceType':'Condition','id':'x','subject':{'reference':'Group/p1'}} | false",
        "{'resourceType':'Condition','id':'x'} | false",
        "{'resourceType':'Condition','id':'x','asserter':{'reference':'Patient/p1'}} | false",
        "{'resourceType':'Account','id':'x','subject':[{'reference':'Patient/p1'},{'reference':'Patient/p2'}]} | false",
        "{'resourceType':'Account','id':'x','subject':[{'reference':'Patient/p1'},{'reference':'Device/d'}]} | false",
        "{'resourceType':'Device','id':'x','patient':{'reference':'Patient/p1'}} | true",
        "{'resourceType':'Device','id':'x'} | false",
        "{'resourceType':'Provenance','id':'x','target':[{'reference':'Patient/p1'},{'reference':'Observation/o1'}]} | true",
        "{'resourceType':'Provenance','id':'x','target':[{'reference':'Patient/p1'},{'reference':'Patient/p2'}]} | false",
        "{'resourceType':'Provenance','id':'x','target':[{'reference':'Observation/o1'}]} | false",
        "{'resourceType':'Practitioner','id':'x'} | true",
        "{'resourceType':'Organization','id':'x'} | true",
        "{'resourceType':'Location','id':'x'} | true",
        "{'resourceType':'Medication','id':'x'} | true",
        "{'resourceType':'Practitioner','id':'x','extension':[{'valueReference':{'reference':'Patient/p2'}}]} | false",
        "{'resourceType':'OperationOutcome'} | false",
        "{'resourceType':'Binary','id':'x'} | false",
        "{'resourceType':'Group','id':'x'} | false",
        "{'resourceType':'Person','id':'x','link':[{'target':{'reference':'Patient/p1'}}]} | true",
        "{'resourceType':'Person','id':'x','link':[{'target':{'reference':'Patient/p1'}},{'target':{'reference':'Patient/p2'}}]} | false",
        "{'resourceType':'Group','id':'x','member':[{'entity':{'reference':'Patient/p1'}}]} | true",
        "{'resourceType':'Group','id':'x','member':[{'entity':{'reference':'Patient/p1'}},{'entity':{'reference':'Patient/p2'}}]} | false",
        "{'resourceType':'Appointment','id':'x','participant':[{'actor':{'reference':'Practitioner/d'}},{'actor':{'reference':'Patient/p1'}}]} | true",
        "{'resourceType':'Appointment','id':'x','participant':[{'actor':{'reference':'Patient/p1'}},{'actor':{'reference':'Patient/p2'}}]} | false",
        "{'resourceType':'Task','id':'x','for':{'reference':'Patient/p1'}} | true",
        "{'resourceType':'Task','id':'x','for':{'reference':'Group/g'},'owner':{'reference':'Patient/p1'}} | false",
        "{'resourceType':'Binary','id':'x','securityContext':{'reference':'Patient/p1'}} | true",
        "{'resourceType':'Binary','id':'x','securityContext':{'reference':'Patient/p2'}} | false",
        "{'resourceType':'Binary','id':'x','securityContext':{'reference':'Observation/o1'}} | false",
        "{'resourceType':'AuditEvent','id':'x','entity':[{'what':{'reference':'Patient/p1'}}]} | false",
        "{'resourceType':'ValueSet','id':'x'} | true",
        "{'resourceType':'Slot','id':'x','schedule':{'reference':'Schedule/s'}} | false",
        "{'resourceType':'Slot','id':'x'} | false",
        "{'resourceType':'Schedule','id':'x','actor':[{'reference':'Practitioner/d'}]} | true",
        "{'resourceType':'Schedule','id':'x','actor':[{'reference':'Patient/p2'}]} | false",
        "{'resourceType':'Schedule','id':'x','actor':[{'reference':'RelatedPerson/r'}]} | false",
        "{'resourceType':'Schedule','id':'x','actor':[{'type':'Patient','identifier':{'value':'p2'}}]} | false",
        "{'resourceType':'ResearchStudy','id':'x','enrollment':[{'reference':'Group/g'}]} | true",
        "{'resourceType':'Library','id':'x','content':[{'url':'Patient/p2'}]} | false",
        "{'resourceType':'Library','id':'x','contained':[{'resourceType':'Patient','name':[{'text':'Zoe'}]}]} | false",
        "{'resourceType':'Questionnaire','id':'x','contained':[{'resourceType':'Observation','code':{'text':'c'}}]} | false",
        "{'resourceType':'Location','id':'x','contained':[{'name':'r','resourceType':'RelatedPerson'}]} | false",
        "{'resourceType':'Questionnaire','id':'x','contained':[{'resourceType':'ValueSet'}]} | true",
        "{'resourceType':'ResearchStudy','id':'x','contained':[{'resourceType':'Group'}]} | true",
        "{'resourceType':'StructureDefinition','id':'x','kind':'resource','type':'Patient','identifier':[{'value':'d'}]} | true",
        "{'resourceType':'Library','id':'x','dataRequirement':[{'type':'Patient'},{'type':'Patient','profile':['y'],'extension':[{'url':'z','valueCode':'c'}]}]} | true",
        "{'resourceType':'GraphDefinition','id':'x','link':[{'target':[{'type':'Patient'}]}]} | true",
        "{'resourceType':'ExampleScenario','id':'x','instance':[{'resourceId':'p','resourceType':'Patient','name':'n'}]} | true",
        "{'resourceType':'Library','id':'x','content':[{'url':'Binary/b'}]} | true",
        "{'resourceType':'Practitioner','id':'x','photo':[{'url':'http://10.0.0.5:8080/fhir/Binary/b'}]} | true",
        "{'resourceType':'Library','id':'x','content':[{'extension':[{'url':'y','valueReference':{'reference':'Binary/b'}}]}]} | false",
        "{'resourceType':'Library','id':'x','dataRequirement':[{'type':'Patient','foo':1,'display':'Zoe'}]} | false",
        "{'resourceType':'Library','id':'x','subjectReference':{'type':'Patient','identifier':{'value':'p2'}}} | false",
        "{'resourceType':'Library','id':'x','subjectReference':{'type':'Patient','extension':[{'url':'x','valueString':'Zoe'}]}} | false",
        "{'resourceType':'ExampleScenario','id':'x','contained':[{'resourceType':'Patient','resourceId':'p'}]} | false",
        "{'resourceType':'ExampleScenario','id':'x','instance':[{'resourceId':'p','resourceType':'Patient','structureReference':{'reference':'Patient/p2'}}]} | false",
        "{'resourceType':'Organization','id':'x','partOf':{'identifier':{'value':'o'}}} | true",
        "{'resourceType':'Schedule','id':'x','actor':[{'identifier':{'value':'p2'}}]} | false",
        "{'resourceType':'Bundle','id':'x'} | false",
        "{'resourceType':'Unheard','id':'x','subject':{'reference':'Patient/p1'}} | false",
        "{'id':'x'} | false"
      })
  void onlyWhatIsThePatientsOrNobodysIsShown(String resource, boolean shown) {
    JsonObject bundle = RecordingHost.searchset(new JsonObject(resource.replace('\'', '"')));

    assertThat(released(EVERYTHING, bundle).containsKey("entry")).isEqualTo(shown);
  }

  @Test
  void aSlotIsShownWhereItsScheduleIs() {
    JsonObject practices =
        new JsonObject(
            "{\"resourceType\":\"Schedule\",\"id\":\"s\",\"actor\":[{\"reference\":\"Practitioner/d\"}]}");
    JsonObject somebodys =
        new JsonObject(
            "{\"resourceType\":\"Schedule\",\"id\":\"t\",\"actor\":[{\"reference\":\"Patient/p2\"}]}");

    JsonObject bundle =
        RecordingHost.searchset(slot("free", "s"), practices, slot("hers", "t"), somebodys);

    assertThat(ids(released(EVERYTHING, bundle))).containsExactly("free", "s");
  }

  private static JsonObject slot(String id, String schedule) {
    return new JsonObject()
        .put("resourceType", "Slot")
        .put("id", id)
        .put("schedule", new JsonObject().put("reference", "Schedule/" + schedule));
  }

  @Test
  void entriesPointAtTheGateway() {
    JsonObject resource =
        RecordingHost.observation("o1", "p1")
            .put(
                "derivedFrom",
                new JsonArray().add(new JsonObject().put("reference", BASE + "/Media/m1")))
            .put("note", new JsonArray().add(new JsonObject().put("text", "see " + BASE + "/x")));

    JsonObject released = released(SEARCH, RecordingHost.searchset(resource));

    JsonObject entry = released.getJsonArray("entry").getJsonObject(0);
    assertThat(entry.getString("fullUrl")).isEqualTo(PUBLIC + "/Observation/o1");
    assertThat(entry.encode()).contains(PUBLIC + "/Media/m1");
    assertThat(link(released, "self")).isEqualTo(PUBLIC + "/Observation?patient=Patient%2Fp1");
    // within prose it is no link, and prose is not ours to change
    assertThat(entry.encode()).contains("see " + BASE + "/x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'performer':[{'reference':'Patient/p2','display':'Zoe'}] | true",
        "'performer':[{'reference':'Practitioner/d'},{'reference':'Patient/p2/_history/3'}] | true",
        "'performer':[{'reference':'http://10.0.0.5:8080/fhir/Patient/p2'}] | true",
        "'performer':[{'reference':'http://elsewhere/fhir/Patient/p1'}] | true",
        "'performer':[{'reference':'Patient?identifier=p2'}] | true",
        "'performer':[{'type':'Patient','identifier':{'value':'p2'}}] | true",
        "'performer':[{'identifier':{'value':'p2'},'type':'Patient','display':'Zoe'}] | true",
        "'extension':[{'url':'x','valueReference':{'reference':'Patient/p2'}}] | true",
        "'performer':[{'extension':[{'valueReference':{'reference':'Patient/p2'}}],'reference':'Patient/p2'}] | true",
        "'contained':[{'resourceType':'RelatedPerson','patient':{'reference':'Patient/p2'}}] | true",
        "'performer':[{'identifier':{'value':'p2'},'type':'http://hl7.org/fhir/StructureDefinition/Patient'}] | true",
        "'performer':[{'identifier':{'value':'p2'},'type':'Patient','reference':'urn:uuid:x'}] | true",
        "'extension':[{'url':'x','valueUri':'Patient/p2'}] | true",
        "'extension':[{'url':'x','valueUrl':'http://10.0.0.5:8080/fhir/Patient/p2'}] | true",
        "'contained':[{'resourceType':'Patient','id':'m','identifier':[{'value':'p2'}],'name':[{'text':'Zoe'}]}],'performer':[{'reference':'#m'}] | true",
        "'contained':[{'code':{'text':'Zoe'},'subject':{'reference':'Patient/p2'},'resourceType':'Observation'}] | true",
        "'contained':[{'resourceType':'Observation','id':'i','subject':{'reference':'#p2'},'code':{'text':'Zoe'}}] | true",
        "'contained':[{'resourceType':'Observation','subject':{'identifier':{'value':'p2'}},'code':{'text':'Zoe'}}] | true",
        "'contained':[{'resourceType':'Account','name':'Zoe','subject':[{'reference':'Patient/p1'},{'reference':'Patient/p2'}]}] | true",
        "'contained':[{'resourceType':'Bundle','entry':[{'resource':{'resourceType':'Patient','id':'p2','name':[{'text':'Zoe'}]}}]}] | true",
        "'contained':[{'resourceType':'Observation','subject':{'reference':'Patient/p1'}}] | false",
        "'contained':[{'resourceType':'Specimen','id':'s'}],'specimen':{'reference':'#s'} | false",
        "'contained':[{'resourceType':'Medication','id':'s'}] | false",
        "'performer':[{'identifier':{'value':'p2'},'display':'Zoe'}] | true",
        "'performer':[{'reference':'urn:uuid:x','identifier':{'value':'p2'},'display':'Zoe'}] | true",
        "'extension':[{'url':'x','valueReference':{'identifier':{'value':'p2'}}}] | true",
        "'note':[{'authorReference':{'identifier':{'value':'p2'}}}] | true",
        "'performer':[{'identifier':{'value':'d'},'type':'Practitioner'}] | false",
        "'specimen':{'identifier':{'value':'s'}} | false",
        "'performer':[{'identifier':{'system':'https://rpps.esante.gouv.fr','value':'10'},'display':'Dr'}] | false",
        "'performer':[{'display':'Dr','identifier':{'value':'10','system':'urn:oid:1.2.250.1.71.4.2.1','type':{'coding':[{'system':'s'}]}}}] | false",
        "'performer':[{'identifier':{'system':'urn:oid:1.2.250.1.213.1.4.8','value':'p2'},'display':'Zoe'}] | true",
        "'performer':[{'identifier':{'value':'p2','assigner':{'identifier':{'system':'https://finess.esante.gouv.fr','value':'7'}}},'display':'Zoe'}] | true",
        "'performer':[{'identifier':{'value':'p2','type':{'coding':[{'system':'https://rpps.esante.gouv.fr'}]}},'display':'Zoe'}] | true",
        "'performer':[{'identifier':{'system':'https://rpps.esante.gouv.fr','value':'p2'},'type':'Patient'}] | true",
        "'performer':[{'reference':'https://hub/fhir/Patient?identifier=p2'}] | true",
        "'extension':[{'url':'x','valueUrl':'Patient/p2?_format=json'}] | true",
        "'extension':[{'url':'x','valueUrl':'https://hub/fhir/Patient/p2#x'}] | true",
        "'extension':[{'url':'x','valueUri':'https://hub/fhir/Patient?identifier=p2'}] | true",
        "'meta':{'source':'https://hub/fhir/Patient/p2'} | true",
        "'extension':[{'url':'https://hub/fhir/Patient/x','valueCode':'c'}] | false",
        "'extension':[{'url':'x','valueUri':'Patient/p1'}] | false",
        "'performer':[{'type':'Patient','display':'Zoe','foo':1}] | true",
        "'device':{'type':'Patient','display':'Zoe','foo':1} | true",
        "'device':{'type':'Patient','foo':1,'identifier':{'value':'p2'}} | true",
        "'device':{'type':'Patient','extension':[{'url':'x','valueString':'Zoe'}]} | true",
        "'performer':[{'type':'Patient','extension':[{'url':'x','valueString':'Zoe'}],'foo':1}] | true",
        "'performer':[{'type':'Patient'}] | true",
        "'contained':[{'resourceType':'Observation','subject':{'type':'Patient'},'code':{'text':'Zoe'}}] | true",
        "'contained':[{'resourceType':'Observation','subject':{'type':'Patient','foo':1},'code':{'text':'Zoe'}}] | true",
        "'extension':[{'url':'x','valueDataRequirement':{'type':'Patient'}}] | false",
        "'extension':[{'url':'x','valueDataRequirement':{'type':'Patient','profile':['y']}}] | false",
        "'performer':[{'reference':'Patient/p1'}] | false",
        "'performer':[{'reference':'Patient/p1','type':'Patient','identifier':{'value':'1'}}] | false",
        "'performer':[{'reference':'Patient/p1/_history/2'}] | false",
        "'performer':[{'reference':'Practitioner/d'}] | false",
        "'performer':[{'reference':'#c'}] | false"
      })
  void toThePatientAResourceOfTheirsTellsNothingOfAnother(String element, boolean masked) {
    Buffer resource =
        Buffer.buffer(
            ("{'resourceType':'Observation','id':'o1','subject':{'reference':'Patient/p1',"
                    + "'type':'Patient'},"
                    + element
                    + ",'method':{'text':'é'}}")
                .replace('\'', '"'));
    Buffer bundle = RecordingHost.searchset(resource.toJsonObject()).toBuffer();

    for (Buffer shown :
        List.of(
            examine(Interactions.read("cabinet", "p1", "Observation", "o1"), true, resource),
            examine(SEARCH, true, bundle))) {
      assertThat(shown.toString())
          .doesNotContainPattern("\\bp2\\b")
          .doesNotContain("Zoe", "elsewhere")
          .contains("é");
      assertThat(
              shown.toString().contains("\"valueCode\":\"masked\"")
                  || shown.toString().contains(FhirBodies.MASKED_URL))
          .isEqualTo(masked);
      assertThat(shown.toJsonObject().encode()).contains("Patient/p1");
    }
    // A practitioner, who may see both, is shown whom the record mentions
    assertThat(
            examine(Interactions.read("cabinet", "p1", "Observation", "o1"), false, resource)
                .toJsonObject()
                .encode())
        .doesNotContain("masked");
  }

  /** It says what was asked for, and of nobody. */
  @Test
  void whatWasToBeLookedAtIsNoMentionOfAnybody() {
    Buffer resource =
        Buffer.buffer(
            ("{'resourceType':'GuidanceResponse','id':'g','subject':{'reference':'Patient/p1'},"
                    + "'dataRequirement':[{'type':'Patient'}]}")
                .replace('\'', '"'));

    Buffer shown =
        examine(Interactions.read("cabinet", "p1", "GuidanceResponse", "g"), true, resource);

    assertThat(shown.toString()).isEqualTo(resource.toString());
  }

  /**
   * What stands beside the subject, and in their Patient, they may write themselves: were that
   * enough, a guess at who is masked would be answered by what is shown.
   */
  @Test
  void whoIsNamedByAnIdentifierAloneIsMaskedWhateverIdentifierTheSubjectHas() {
    Buffer resource =
        Buffer.buffer(
            ("{'resourceType':'Observation','id':'o1','subject':{'reference':'Patient/p1',"
                    + "'identifier':{'system':'s','value':'guess'}},'performer':[{'type':'Patient',"
                    + "'identifier':{'system':'s','value':'guess'},'display':'Zoe'}]}")
                .replace('\'', '"'));

    Buffer shown = examine(Interactions.read("cabinet", "p1", "Observation", "o1"), true, resource);

    assertThat(shown.toString()).contains("masked").doesNotContain("Zoe");
  }

  /** _revinclude=Provenance:target: most of them name no patient. */
  @Test
  void aProvenanceOfWhatIsShownIsShownAndOneOfAnythingElseIsNot() {
    JsonObject bundle =
        RecordingHost.searchset(
            RecordingHost.observation("o1", "p1"),
            RecordingHost.observation("o2", "p2"),
            provenance("theirs", "Observation/o1"),
            provenance("others", "Observation/o2"),
            provenance("both", "Observation/o1", "Observation/o2"));

    assertThat(ids(released(EVERYTHING, bundle))).containsExactly("o1", "theirs");
  }

  /** As a search for Provenances has them: what they are about is brought along behind them. */
  @Test
  void aProvenanceIsShownWhereverWhatItIsAboutStandsInTheAnswer() {
    JsonObject bundle =
        RecordingHost.searchset(
            provenance("before", "Observation/o1"),
            RecordingHost.observation("o2", "p2"),
            provenance("others", "Observation/o2"),
            RecordingHost.observation("o3", "p1"),
            provenance("between", "Observation/o1", "Observation/o3"),
            provenance("both", "Observation/o1", "Observation/o2"),
            provenance("elsewhere", "Observation/o9"),
            RecordingHost.observation("o1", "p1"));

    JsonObject released = released(EVERYTHING, bundle);

    assertThat(ids(released)).containsExactly("before", "o3", "between", "o1");
    assertThat(released.encode()).doesNotContain("p2", "o2", "others", "both");
    assertThat(released.getLong("total")).isEqualTo(4);
  }

  private static JsonObject provenance(String id, String... targets) {
    JsonArray references = new JsonArray();
    for (String target : targets) {
      references.add(new JsonObject().put("reference", target));
    }
    return new JsonObject()
        .put("resourceType", "Provenance")
        .put("id", id)
        .put("target", references);
  }

  @Test
  void toAGuardianTheWardsResourceNamesThemselvesAndTheirOtherWardsAndNobodyElse() {
    Buffer resource =
        Buffer.buffer(
            ("{'resourceType':'Observation','id':'o1','subject':{'reference':'Patient/p1'},"
                    + "'performer':[{'reference':'Patient/mother'},{'reference':'Patient/sister'},"
                    + "{'reference':'Patient/p2'}]}")
                .replace('\'', '"'));
    OnRecord read = Interactions.read("cabinet", "p1", "Observation", "o1");

    String shown =
        filter
            .examine(
                new Examination(
                    read,
                    HOST,
                    Grant.whole(Capacity.GUARDIAN, Set.of("mother", "p1", "sister")),
                    Set.of(),
                    "mother",
                    7L),
                200,
                resource)
            .await()
            .toString();

    assertThat(shown).contains("Patient/p1", "Patient/mother", "Patient/sister", "masked");
    assertThat(shown).doesNotContainPattern("\\bp2\\b");
  }

  @Test
  void aLinkBetweenPatientsIsMaskedForThem() {
    Buffer patient =
        Buffer.buffer(
            "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"link\":[{\"type\":\"seealso\","
                + "\"other\":{\"reference\":\"Patient/p2\"}}]}");

    assertThat(
            examine(Interactions.read("cabinet", "p1", "Patient", "p1"), true, patient).toString())
        .doesNotContainPattern("\\bp2\\b")
        .contains("masked");
  }

  @Test
  void decimalsKeepTheirPrecision() {
    String resource =
        "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p1\"},"
            + "\"valueQuantity\":{\"value\":1.10,\"x\":1E2,\"y\":0.00000000000000000000001}}";
    String bundle =
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":"
            + resource
            + "}]}";

    assertThat(examine(SEARCH, Buffer.buffer(bundle)).toString()).contains(resource);
  }

  @Test
  void aLinkToAFurtherPageIsSealed() {
    JsonObject bundle = withNext(BASE + "?_getpages=abc&_getpagesoffset=20");

    String next = link(released(SEARCH, bundle), "next");

    assertThat(next).startsWith(PUBLIC + "?_page=").doesNotContain("_getpages=");
  }

  /** As servers go on that have no page of their own for it (HAPI's histories, among others). */
  @ParameterizedTest
  @ValueSource(strings = {"/Observation?ct=abc", "?ct=abc", "/?ct=abc"})
  void aLinkMayLeadToWhatWasAskedForOrToTheBase(String further) {
    String next = link(released(SEARCH, withNext(BASE + further)), "next");

    assertThat(
            new PageTokens(TestSettings.of(REALM).pagingKey(), Clock.systemUTC())
                .open(next.substring(next.indexOf('=') + 1), "me", "cabinet")
                .orElseThrow()
                .upstream()
                .target())
        .isEqualTo(further);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.5:8080/fhir/Patient?_id=p2",
        "http://10.0.0.5:8080/fhir/Observation/_history?_offset=1",
        "http://10.0.0.5:8080/fhir/Observation/../Patient?_id=p2",
        "http://10.0.0.5:8080/fhir/Observation#?ct=abc",
        "http://elsewhere/fhir?_getpages=abc",
        "http://10.0.0.5:8080/fhir.evil?_getpages=abc",
        "http://10.0.0.5:8080/fhir/Patient/p2",
        "?_getpages=abc",
        "http://10.0.0.5:8080/fhir?a=b c",
        "http://10.0.0.5:8080/fhir?"
      })
  void aLinkThatLeadsElsewhereKeepsTheAnswerBack(String url) {
    assertNotReleased(SEARCH, withNext(url).toBuffer());
  }

  @Test
  void aCountThatTellsOfOthersIsNotShown() {
    JsonObject bundle = withNext(BASE + "?_getpages=abc").put("total", 40);
    bundle
        .getJsonArray("entry")
        .add(new JsonObject().put("resource", RecordingHost.observation("o2", "p2")));

    assertThat(released(SEARCH, bundle).containsKey("total")).isFalse();
    OnRecord page = Interactions.page("cabinet", "p1", "Observation", "search-type");
    bundle.remove("link");
    assertThat(released(page, bundle).containsKey("total")).isFalse();
  }

  /** Of versions on a further page some may have been another's. */
  @Test
  void aCountOfVersionsIsNotShownBeforeAllAreSeen() {
    OnRecord history =
        Interactions.direct(
            "cabinet",
            "p1",
            "Observation",
            new Interaction.History("Observation", "o1", Query.of("_count", "1")));
    JsonObject first =
        withNext(BASE + "/Observation/o1/_history?_count=1&_offset=1").put("type", "history");

    JsonObject begun = released(history, first.copy().put("total", 2));
    first.remove("link");
    JsonObject whole = released(history, first.put("total", 1));

    assertThat(link(begun, "next")).startsWith(PUBLIC + "?_page=");
    assertThat(begun.containsKey("total")).isFalse();
    assertThat(whole.getInteger("total")).isEqualTo(1);
  }

  /** What is to be removed may stand on a page that has not been asked for. */
  @Test
  void aCountOverATypeThatMayHaveTwoPatientsIsNotShownBeforeAllIsSeen() {
    JsonObject account =
        new JsonObject()
            .put("resourceType", "Account")
            .put("id", "a1")
            .put("subject", new JsonArray().add(new JsonObject().put("reference", "Patient/p1")));
    JsonObject bundle =
        RecordingHost.searchset(account)
            .put("total", 2)
            .put(
                "link",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("relation", "next")
                            .put("url", BASE + "?_getpages=a")));
    OnRecord accounts = Interactions.search("cabinet", "p1", "Account");

    assertThat(released(accounts, bundle).containsKey("total")).isFalse();
    assertThat(released(EVERYTHING, bundle).containsKey("total")).isFalse();
    bundle.remove("link");
    assertThat(released(accounts, bundle.put("total", 1)).getLong("total")).isEqualTo(1);
  }

  @Test
  void whatTheGatewayDoesNotKnowOfABundleIsDropped() {
    JsonObject bundle =
        RecordingHost.searchset(RecordingHost.observation("o1", "p1"))
            .put("signature", new JsonObject().put("data", "x"))
            .put("extension", new JsonArray().add(new JsonObject().put("url", BASE)));
    bundle
        .getJsonArray("entry")
        .getJsonObject(0)
        .put("response", new JsonObject().put("location", BASE));

    assertThat(released(SEARCH, bundle).encode())
        .doesNotContain("signature", "extension", "response");
  }

  @Test
  void aBundleWithoutEntriesHasNone() {
    JsonObject released = released(SEARCH, RecordingHost.searchset());

    assertThat(released.fieldNames()).doesNotContain("entry");
    assertThat(released.getLong("total")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "<Bundle/>",
        "{\"resourceType\":\"Bundle\",\"type\":\"history\"}",
        "{\"resourceType\":\"OperationOutcome\",\"type\":\"searchset\"}",
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":",
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":{}}",
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":[]}]}",
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":\"many\"}",
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\"}{}",
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"type\":\"searchset\"}"
      })
  void whatCannotBeExaminedIsNotReleased(String body) {
    assertNotReleased(SEARCH, Buffer.buffer(body));
  }

  @Test
  void aReadAnswersThePatientAskedForOrNothing() {
    OnRecord read = Interactions.read("cabinet", "p1");
    Buffer own = Buffer.buffer("{\"resourceType\":\"Patient\",\"id\":\"p1\",\"x\":1.0}");

    assertThat(examine(read, own)).isEqualTo(own);
    assertNotReleased(read, Buffer.buffer("{\"resourceType\":\"Patient\",\"id\":\"p2\"}"));
    assertNotReleased(read, RecordingHost.observation("o1", "p1").toBuffer());
    assertNotReleased(read, Buffer.buffer());
  }

  @Test
  void aCreateAnswersWhatWasCreatedOrNothing() {
    OnRecord create = Interactions.create("cabinet", "p1", "Observation");

    assertThat(examine(create, RecordingHost.observation("o1", "p1").toBuffer()).toString())
        .contains("o1");
    assertThat(examine(create, Buffer.buffer()).length()).isZero();
    assertNotReleased(create, RecordingHost.observation("o1", "p2").toBuffer());
  }

  /** "Encounter/e9 of Patient/p2 was changed as well": the write is done, and that is all. */
  @Test
  void whatAHostSaysOfAWriteIsNotShown() {
    JsonObject outcome = new JsonObject().put("resourceType", "OperationOutcome");

    assertThat(
            examine(Interactions.create("cabinet", "p1", "Observation"), outcome.toBuffer())
                .length())
        .isZero();
  }

  @Test
  void whatAHostSaysOfASearchIsNotShownAndChangesNoCount() {
    JsonObject bundle = withNext(BASE + "?_getpages=x").put("total", 7);
    bundle
        .getJsonArray("entry")
        .add(
            new JsonObject()
                .put(
                    "resource",
                    new JsonObject()
                        .put("resourceType", "OperationOutcome")
                        .put(
                            "issue",
                            new JsonArray().add(new JsonObject().put("diagnostics", "p2"))))
                .put("search", new JsonObject().put("mode", "outcome")));

    JsonObject shown = released(SEARCH, bundle);

    assertThat(shown.encode()).doesNotContainPattern("\\bp2\\b").doesNotContain("OperationOutcome");
    assertThat(shown.getLong("total")).isEqualTo(7);
  }

  @Test
  void aLongAnswerIsExaminedJustTheSame() {
    JsonObject[] resources =
        IntStream.range(0, 5_000)
            .mapToObj(i -> RecordingHost.observation("o" + i, i % 2 == 0 ? "p1" : "p2"))
            .toArray(JsonObject[]::new);

    JsonObject released = released(SEARCH, RecordingHost.searchset(resources));

    assertThat(released.getJsonArray("entry")).hasSize(2_500);
    assertThat(released.encode()).doesNotContainPattern("\\bp2\\b");
  }

  /** Who treats a patient who is masked is nobody's, and tells of that patient all the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Practitioner/mine, Patient/p2 | Practitioner, mine | true",
        "Practitioner/mine, Patient/p2 | Practitioner, theirs | false",
        "Practitioner/mine, Patient/p2 | PractitionerRole, r, Practitioner/theirs | false",
        "Practitioner/mine, Patient/p2 | Organization, o | false",
        "Patient/p2 | Practitioner, mine | false",
        "http://10.0.0.5:8080/fhir/Practitioner/mine/_history/2 | Practitioner, mine | true"
      })
  void whatIsBroughtByWayOfSomebodyElseIsNotShown(
      String performers, String brought, boolean shown) {
    JsonArray named = new JsonArray();
    for (String performer : performers.split(", ", -1)) {
      named.add(new JsonObject().put("reference", performer));
    }
    String[] words = brought.split(", ", -1);
    JsonObject resource = new JsonObject().put("resourceType", words[0]).put("id", words[1]);
    if (words.length > 2) {
      resource.put("practitioner", new JsonObject().put("reference", words[2]));
    }
    JsonObject bundle =
        including(
            RecordingHost.searchset(RecordingHost.observation("o1", "p1").put("performer", named)),
            new JsonObject()
                .put("resourceType", "Patient")
                .put("id", "p2")
                .put(
                    "generalPractitioner",
                    new JsonArray()
                        .add(new JsonObject().put("reference", "Practitioner/theirs"))
                        .add(new JsonObject().put("reference", "Practitioner/mine")))
                .put("managingOrganization", new JsonObject().put("reference", "Organization/o")),
            resource);

    OnRecord search =
        Interactions.search(
            "cabinet",
            "p1",
            "Observation",
            "_include=Observation:performer",
            "_include:iterate=Patient:general-practitioner",
            "_include:iterate=Patient:organization",
            "_revinclude:iterate=PractitionerRole:practitioner");

    assertThat(ids(released(search, bundle)))
        .isEqualTo(shown ? List.of("o1", words[1]) : List.of("o1"));
  }

  /** That one's own refers to it as well makes it no answer to what was asked. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_include=Observation:performer | true",
        "_include=Observation:performer:Practitioner | true",
        "_include:iterate=Observation:performer | true",
        "_revinclude=Practitioner:endpoint&_include=Observation:performer | true",
        "_include=Observation:performer:Patient&_include:iterate=Patient:general-practitioner | false",
        "_include=Observation:performer:Organization | false",
        "_include=Observation:subject&_include:iterate=Patient:general-practitioner | false",
        "_include=Observation:encounter | false",
        "_include:iterate=DiagnosticReport:performer | false",
        "_revinclude=Practitioner:endpoint | false",
        " | false"
      })
  void whatIsBroughtIsShownIfAStepThatWasAskedForLeadsToIt(String includes, boolean shown) {
    JsonObject bundle =
        including(
            RecordingHost.searchset(
                performed("o1", "Patient/p2"), performed("o2", "Practitioner/theirs")),
            new JsonObject()
                .put("resourceType", "Patient")
                .put("id", "p2")
                .put("generalPractitioner", performers("Practitioner/theirs")),
            new JsonObject().put("resourceType", "Practitioner").put("id", "theirs"));
    OnRecord search =
        Interactions.search("cabinet", "p1", "Observation", includes == null ? "" : includes);

    assertThat(ids(released(search, bundle)))
        .isEqualTo(shown ? List.of("o1", "o2", "theirs") : List.of("o1", "o2"));
  }

  /** Only a step that is asked for time and again begins at what was brought. */
  @ParameterizedTest
  @CsvSource({"_include:iterate, true", "_include, false"})
  void whatIsBroughtLeadsOnIfThatWasAskedFor(String further, boolean shown) {
    JsonObject bundle =
        including(
            RecordingHost.searchset(
                RecordingHost.observation("o1", "p1")
                    .put("encounter", new JsonObject().put("reference", "Encounter/e1"))),
            RecordingHost.observation("e1", "p1")
                .put("resourceType", "Encounter")
                .put("serviceProvider", new JsonObject().put("reference", "Organization/g")),
            new JsonObject().put("resourceType", "Organization").put("id", "g"));
    OnRecord search =
        Interactions.search(
            "cabinet",
            "p1",
            "Observation",
            "_include=Observation:encounter",
            further + "=Encounter:service-provider");

    assertThat(ids(released(search, bundle)))
        .isEqualTo(shown ? List.of("o1", "e1", "g") : List.of("o1", "e1"));
  }

  /** Which forms somebody has filled in tells of them, though the forms are nobody's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "null",
      value = {
        "http://x/q ; http://x/q ; null ; true",
        "http://x/q ; http://x/q ; 2 ; true",
        "http://x/q|2 ; http://x/q ; 2 ; true",
        "http://x/q|2#part ; http://x/q ; 2 ; true",
        "http://x/q|1 ; http://x/q ; 2 ; false",
        "http://x/q ; http://x/other ; null ; false",
        "Questionnaire/q1 ; null ; null ; true",
        "http://10.0.0.5:8080/fhir/Questionnaire/q1 ; null ; null ; true",
        "null ; http://x/q ; null ; false"
      })
  void aDefinitionIsShownIfWhatIsShownNamesIt(
      String named, String url, String version, boolean shown) {
    JsonObject response =
        RecordingHost.observation("r1", "p1").put("resourceType", "QuestionnaireResponse");
    JsonObject form = new JsonObject().put("resourceType", "Questionnaire").put("id", "q1");
    JsonObject bundle =
        including(
            RecordingHost.searchset(
                named == null ? response : response.put("questionnaire", named)),
            form.put("url", url).put("version", version),
            RecordingHost.observation("theirs", "p2")
                .put("resourceType", "QuestionnaireResponse")
                .put("questionnaire", "http://x/q"));
    OnRecord search =
        Interactions.search(
            "cabinet",
            "p1",
            "QuestionnaireResponse",
            "_include=QuestionnaireResponse:questionnaire");

    assertThat(ids(released(search, bundle)))
        .isEqualTo(shown ? List.of("r1", "q1") : List.of("r1"));
  }

  private static JsonObject performed(String id, String... performers) {
    return RecordingHost.observation(id, "p1").put("performer", performers(performers));
  }

  private static JsonArray performers(String... references) {
    JsonArray all = new JsonArray();
    for (String reference : references) {
      all.add(new JsonObject().put("reference", reference));
    }
    return all;
  }

  /** Two of one's own that refer to the same hidden resource would tell that it is the same. */
  @Test
  void whatIsBroughtLeadsFurtherAndBackOnlyWhereItIsShown() {
    JsonObject bundle =
        including(
            RecordingHost.searchset(
                RecordingHost.observation("o1", "p1")
                    .put("encounter", new JsonObject().put("reference", "Encounter/theirs"))
                    .put("specimen", new JsonObject().put("reference", "Specimen/s"))),
            RecordingHost.observation("theirs", "p2").put("resourceType", "Encounter"),
            RecordingHost.observation("same", "p1")
                .put("encounter", new JsonObject().put("reference", "Encounter/theirs")),
            RecordingHost.observation("s", "p1")
                .put("resourceType", "Specimen")
                .put(
                    "collection",
                    new JsonObject()
                        .put("collector", new JsonObject().put("reference", "Practitioner/d"))),
            new JsonObject().put("resourceType", "Practitioner").put("id", "d"),
            new JsonObject()
                .put("resourceType", "PractitionerRole")
                .put("id", "r")
                .put("practitioner", new JsonObject().put("reference", "Practitioner/d")),
            provenance("told", "Observation/o1", "Specimen/s"),
            provenance("untold", "Observation/o1", "Encounter/theirs"));

    OnRecord search =
        Interactions.search(
            "cabinet",
            "p1",
            "Observation",
            "_include=Observation:encounter",
            "_include=Observation:specimen",
            "_include:iterate=Specimen:collector",
            "_revinclude:iterate=Observation:encounter",
            "_revinclude:iterate=PractitionerRole:practitioner",
            "_revinclude=Provenance:target");

    assertThat(ids(released(search, bundle))).containsExactly("o1", "s", "d", "r", "told");
  }

  /** A number that is left out because something was would tell of it. */
  @Test
  void whatIsBroughtAndNotShownLeavesTheCountAsItIs() {
    JsonObject bundle =
        including(
            withNext(BASE + "?page=2").put("total", 5), RecordingHost.observation("o9", "p2"));

    assertThat(released(SEARCH, bundle).getLong("total")).isEqualTo(5);
  }

  private static JsonObject including(JsonObject bundle, JsonObject... brought) {
    for (JsonObject resource : brought) {
      bundle
          .getJsonArray("entry")
          .add(
              new JsonObject()
                  .put("resource", resource)
                  .put("search", new JsonObject().put("mode", "include")));
    }
    return bundle;
  }

  private static JsonObject withNext(String url) {
    return RecordingHost.searchset(RecordingHost.observation("o1", "p1"))
        .put(
            "link",
            new JsonArray()
                .add(new JsonObject().put("relation", "self").put("url", BASE + "/Observation"))
                .add(new JsonObject().put("relation", "next").put("url", url)));
  }

  private JsonObject released(OnRecord interaction, JsonObject bundle) {
    return new JsonObject(examine(interaction, bundle.toBuffer()));
  }

  private Buffer examine(OnRecord interaction, Buffer body) {
    return examine(interaction, false, body);
  }

  private Buffer examine(OnRecord interaction, boolean own, Buffer body) {
    return filter
        .examine(
            new Examination(
                interaction,
                HOST,
                own
                    ? Grant.whole(Capacity.PATIENT, Set.of(interaction.patient()))
                    : Grant.whole(Capacity.PRACTITIONER, Set.of()),
                Set.of(),
                "me",
                7L),
            200,
            body)
        .await();
  }

  private void assertNotReleased(OnRecord interaction, Buffer body) {
    Throwable thrown = catchThrowable(() -> examine(interaction, body));
    assertThat(thrown).isInstanceOf(Refused.class);
    assertThat(((Refused) thrown).refusal().reason()).isEqualTo("answer-not-attributable");
  }

  private static List<String> ids(JsonObject bundle) {
    return bundle.getJsonArray("entry").stream()
        .map(entry -> ((JsonObject) entry).getJsonObject("resource").getString("id"))
        .toList();
  }

  private static String link(JsonObject bundle, String relation) {
    return bundle.getJsonArray("link").stream()
        .map(JsonObject.class::cast)
        .filter(link -> link.getString("relation").equals(relation))
        .map(link -> link.getString("url"))
        .findFirst()
        .orElseThrow();
  }
}
