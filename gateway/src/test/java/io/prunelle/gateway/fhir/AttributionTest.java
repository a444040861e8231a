// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.ParsedRequests;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose record a request touches, and what is sent on when it is one. */
final class AttributionTest {

  private final Attribution attribution = new Attribution("https://sante.example");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Patient/p1 | /Patient/p1",
        "/Patient/p1?_format=json | /Patient/p1",
        "/Patient/p1?_elements=name | /Patient/p1?_elements=name",
        "/Patient/p1?_summary=true | /Patient/p1?_summary=true",
        "/Patient/p1/_history/1 | /Patient/p1/_history/1",
        "/Patient?_id=p1 | /Patient?_id=p1",
        "/Patient?_id=p1&_revinclude=Observation:patient | /Patient?_id=p1&_revinclude=Observation%3Apatient",
        "/Patient/p1/$everything | /Patient/p1/$everything",
        "/Patient/p1/%24everything | /Patient/p1/$everything",
        "/Patient/p1/$everything?_count=50&_type=Observation,Condition | /Patient/p1/$everything?_count=50&_type=Observation%2CCondition",
        "/Patient/p1/$everything?_since=2026-01-01T00:00:00Z | /Patient/p1/$everything?_since=2026-01-01T00%3A00%3A00Z&_lastUpdated=ge2026-01-01T00%3A00%3A00Z",
        "/Patient/p1/$everything?unknown=x | /Patient/p1/$everything",
        "/Patient/p1/$everything?_type=Observation&_count=5&_type=Condition,Encounter | /Patient/p1/$everything?_type=Observation%2CCondition%2CEncounter&_count=5",
        "/Patient/p1/$summary | /Patient/p1/$summary",
        "/Observation/$lastn?patient=p1&category=vital-signs&max=3 | /Observation/$lastn?patient=Patient%2Fp1&category=vital-signs&max=3",
        "/Patient/p1/Observation | /Observation?patient=Patient%2Fp1",
        "/Patient/p1/Observation?code=x | /Observation?patient=Patient%2Fp1&code=x",
        "/Patient/p1/Observation?subject=Patient/p1 | /Observation?subject=Patient%2Fp1",
        "/Patient/p1/AdverseEvent | /AdverseEvent?subject=Patient%2Fp1",
        "/Patient/p1/_history?_count=5&unknown=1 | /Patient/p1/_history?_count=5",
        "/Observation?patient=p1 | /Observation?patient=Patient%2Fp1",
        "/Observation?patient=Patient/p1 | /Observation?patient=Patient%2Fp1",
        "/Observation?patient=Patient%2Fp1 | /Observation?patient=Patient%2Fp1",
        "/Observation?p%61tient=p1 | /Observation?patient=Patient%2Fp1",
        "/Observation?subject=Patient/p1 | /Observation?subject=Patient%2Fp1",
        "/Observation?subject=p1 | /Observation?subject=Patient%2Fp1",
        "/Observation?patient=p1&_count=100000 | /Observation?patient=Patient%2Fp1&_count=1000",
        "/Observation/$lastn?patient=p1&max=5000 | /Observation/$lastn?patient=Patient%2Fp1&max=1000",
        "/Patient/p1/_history?_count=1001 | /Patient/p1/_history?_count=1000",
        "/Observation?patient=p1&code=&_sort=&date= | /Observation?patient=Patient%2Fp1",
        "/Observation?patient=p1&_summary=&_elements=&_format=&_pretty= | /Observation?patient=Patient%2Fp1",
        "/Observation?&patient=p1&&code=x& | /Observation?patient=Patient%2Fp1&code=x",
        "/Observation?patient=p1&_sort=_id,-date,code,status,category | /Observation?patient=Patient%2Fp1&_sort=_id%2C-date%2Ccode%2Cstatus%2Ccategory",
        "/Observation?subject:Patient=p1 | /Observation?subject=Patient%2Fp1",
        "/Observation?patient=https://sante.example/fhir/cabinet/Patient/p1 | /Observation?patient=Patient%2Fp1",
        "/Observation?code=http://loinc.org%7C8867-4&patient=p1&_count=5 | /Observation?patient=Patient%2Fp1&code=http%3A%2F%2Floinc.org%7C8867-4&_count=5",
        "/Observation?patient=p1&code=a,b | /Observation?patient=Patient%2Fp1&code=a%2Cb",
        "/Observation?patient=p1&date=ge2020-01-01&date=lt2021 | /Observation?patient=Patient%2Fp1&date=ge2020-01-01&date=lt2021",
        "/Observation?patient=p1&value-quantity=gt5.4%7C%7Cmg | /Observation?patient=Patient%2Fp1&value-quantity=gt5.4%7C%7Cmg",
        "/Observation?patient=p1&code:not=x&code:text=y | /Observation?patient=Patient%2Fp1&code:not=x&code:text=y",
        "/Observation?patient=p1&encounter:missing=true | /Observation?patient=Patient%2Fp1&encounter:missing=true",
        "/Observation?patient=p1&encounter=e1 | /Observation?patient=Patient%2Fp1&encounter=e1",
        "/Observation?patient=p1&encounter=https://sante.example/fhir/cabinet/Encounter/e1 | /Observation?patient=Patient%2Fp1&encounter=Encounter%2Fe1",
        "/Observation?patient=p1&performer=Practitioner/d1 | /Observation?patient=Patient%2Fp1&performer=Practitioner%2Fd1",
        "/Observation?patient=p1&performer:Practitioner=d1 | /Observation?patient=Patient%2Fp1&performer:Practitioner=d1",
        "/Observation?patient=p1&performer=Patient/p1 | /Observation?patient=Patient%2Fp1&performer=Patient%2Fp1",
        "/Observation?patient=p1&encounter:identifier=a%7Cb | /Observation?patient=Patient%2Fp1&encounter:identifier=a%7Cb",
        "/Observation?patient=p1&performer:Practitioner.identifier=x | /Observation?patient=Patient%2Fp1&performer:Practitioner.identifier=x",
        "/Observation?patient=p1&performer:Practitioner.name=x | /Observation?patient=Patient%2Fp1&performer:Practitioner.name=x",
        "/MedicationRequest?patient=p1&medication.code=x | /MedicationRequest?patient=Patient%2Fp1&medication.code=x",
        "/Encounter?patient=p1&location.name=x | /Encounter?patient=Patient%2Fp1&location.name=x",
        "/Observation?patient=p1&performer:PractitionerRole.organization.name=x | /Observation?patient=Patient%2Fp1&performer:PractitionerRole.organization.name=x",
        "/Observation?patient=p1&_include=Observation:performer:Practitioner | /Observation?patient=Patient%2Fp1&_include=Observation%3Aperformer%3APractitioner",
        "/Observation?patient=p1&_include=Observation:subject&_revinclude:iterate=Encounter:patient | /Observation?patient=Patient%2Fp1&_include=Observation%3Asubject&_revinclude:iterate=Encounter%3Apatient",
        "/Observation?patient=p1&_include=Observation:performer:Practitioner&_revinclude:iterate=Encounter:patient | /Observation?patient=Patient%2Fp1&_include=Observation%3Aperformer%3APractitioner&_revinclude:iterate=Encounter%3Apatient",
        "/Observation?patient=p1&_include=Observation:performer:Patient&_include:iterate=Patient:general-practitioner | /Observation?patient=Patient%2Fp1&_include=Observation%3Aperformer%3APatient&_include:iterate=Patient%3Ageneral-practitioner",
        "/Observation?patient=p1&_include:iterate=Encounter:location | /Observation?patient=Patient%2Fp1&_include:iterate=Encounter%3Alocation",
        "/Observation?patient=p1&_elements=code | /Observation?patient=Patient%2Fp1&_elements=code%2Csubject",
        "/Patient?_id=p1&_revinclude=Observation:patient&_elements=Patient.name | /Patient?_id=p1&_revinclude=Observation%3Apatient&_elements=name%2Csubject",
        "/AllergyIntolerance?patient=p1&_revinclude=List:item&_elements=note | /AllergyIntolerance?patient=Patient%2Fp1&_revinclude=List%3Aitem&_elements=note%2Cpatient%2Centry%2Csubject",
        "/List?patient=p1&_elements=title | /List?patient=Patient%2Fp1&_elements=title%2Csubject%2Centry",
        "/Observation?patient=p1&_include=Observation:encounter:Encounter&_revinclude=DocumentReference:related&_elements=code | /Observation?patient=Patient%2Fp1&_include=Observation%3Aencounter%3AEncounter&_revinclude=DocumentReference%3Arelated&_elements=code%2Csubject%2Ccontext%2Cencounter%2Ctype",
        "/DocumentReference?patient=p1&location=https://hub/doc/1 | /DocumentReference?patient=Patient%2Fp1&location=https%3A%2F%2Fhub%2Fdoc%2F1",
        "/Patient?_id=p1&_profile:below=http://hl7.org/fhir/StructureDefinition/Patient | /Patient?_id=p1&_profile:below=http%3A%2F%2Fhl7.org%2Ffhir%2FStructureDefinition%2FPatient",
        // of a reference by itself, what it says beside where it leads
        "/Observation?patient=p1&_elements=performer.display,performer.identifier.value | /Observation?patient=Patient%2Fp1&_elements=performer%2Csubject",
        "/Patient/p1?_elements=link.other.display | /Patient/p1?_elements=link",
        "/Observation?patient=p1&_elements=Observation.performer.display,code | /Observation?patient=Patient%2Fp1&_elements=performer%2Ccode%2Csubject",
        "/Device?patient=p1&_summary=true | /Device?patient=Patient%2Fp1",
        "/Observation?patient=p1&_revinclude=SupplyDelivery:patient&_summary=true | /Observation?patient=Patient%2Fp1&_revinclude=SupplyDelivery%3Apatient",
        "/Observation?patient=p1&_summary=true | /Observation?patient=Patient%2Fp1&_summary=true",
        "/List?patient=p1&_summary=true | /List?patient=Patient%2Fp1",
        // what leads to what is brought is not in a summary
        "/DiagnosticReport?patient=p1&_include=DiagnosticReport:result&_summary=true | /DiagnosticReport?patient=Patient%2Fp1&_include=DiagnosticReport%3Aresult",
        // what nobody owns is asked for whole, for a part may not tell that it is somebody's
        "/Observation?patient=p1&_include=Observation:performer&_elements=code | /Observation?patient=Patient%2Fp1&_include=Observation%3Aperformer",
        "/Observation?patient=p1&_include=Observation:performer&_summary=true | /Observation?patient=Patient%2Fp1&_include=Observation%3Aperformer",
        "/Observation/$lastn?patient=p1&_include=Observation:performer&_summary=data | /Observation/$lastn?patient=Patient%2Fp1&_summary=data",
        "/Patient/p1/$everything?_summary=true | /Patient/p1/$everything",
        "/Patient/p1/_history?_summary=true | /Patient/p1/_history",
        "/Observation?patient=p1&_summary=count | /Observation?patient=Patient%2Fp1&_summary=count",
        "/Observation?patient=p1&_count=0 | /Observation?patient=Patient%2Fp1&_count=0",
        "/Observation?patient=p1&_sort=-date,code,_id | /Observation?patient=Patient%2Fp1&_sort=-date%2Ccode%2C_id",
        "/Observation?patient=p1&_total=accurate&_lastUpdated=gt2026 | /Observation?patient=Patient%2Fp1&_total=accurate&_lastUpdated=gt2026",
        "/Observation?patient=p1&unknown=1&Code=2&_getpages=x&_cascade=delete | /Observation?patient=Patient%2Fp1",
        "/Condition?patient=p1&clinical-status=active | /Condition?patient=Patient%2Fp1&clinical-status=active",
        "/Appointment?patient=p1&actor=Practitioner/d1&date=2026-11-25 | /Appointment?patient=Patient%2Fp1&actor=Practitioner%2Fd1&date=2026-11-25",
        "/Appointment?patient=p1&_elements=status | /Appointment?patient=Patient%2Fp1&_elements=status%2Cparticipant",
        "/Patient/p1/Appointment | /Appointment?patient=Patient%2Fp1",
        "/Task?patient=p1&status=requested | /Task?patient=Patient%2Fp1&status=requested",
        "/Group?member=Patient/p1 | /Group?member=Patient%2Fp1",
        "/Observation?patient=p1&subject=Patient/p1 | /Observation?patient=Patient%2Fp1",
        // of that very patient
        "/Observation?patient=p1&subject.name=x | /Observation?patient=Patient%2Fp1&subject:Patient.name=x",
        "/Observation?subject:identifier=s%7Cx&patient=p1 | /Observation?patient=Patient%2Fp1&subject:identifier=s%7Cx",
        "/Observation?patient=p1&patient=Patient/p1 | /Observation?patient=Patient%2Fp1",
        "/QuestionnaireResponse?patient=p1&questionnaire=http://x.example/Questionnaire/PatientIntake%7C1 | /QuestionnaireResponse?patient=Patient%2Fp1&questionnaire=http%3A%2F%2Fx.example%2FQuestionnaire%2FPatientIntake%7C1",
        "/Patient/p1/_history?_at=2026-01-01 | /Patient/p1/_history?_at=2026-01-01",
        "/Patient/p1/_history?_at=ge2026-01-01&_at=le2026-02-01 | /Patient/p1/_history?_at=ge2026-01-01&_at=le2026-02-01",
        // a plus that was not escaped
        "/Patient/p1/_history?_since=2026-01-01T00:00:00.000+01:00 | /Patient/p1/_history?_since=2026-01-01T00%3A00%3A00.000%2B01%3A00",
        "/Patient/p1/$everything?_since=2026-01-01T00:00:00+01:00 | /Patient/p1/$everything?_since=2026-01-01T00%3A00%3A00%2B01%3A00&_lastUpdated=ge2026-01-01T00%3A00%3A00%2B01%3A00",
        "/Observation?patient=p1&date=ge2026-01-01T00:00:00+01:00 | /Observation?patient=Patient%2Fp1&date=ge2026-01-01T00%3A00%3A00%2B01%3A00",
        "/Person?patient=p1 | /Person?patient=Patient%2Fp1",
        "/Coverage?beneficiary=Patient/p1 | /Coverage?beneficiary=Patient%2Fp1",
        "/Observation?patient=p1&status=a%26patient%3Dp2 | /Observation?patient=Patient%2Fp1&status=a%26patient%3Dp2"
      })
  void whatIsSentIsWrittenAnewFromWhatWasUnderstood(String request, String target) {
    OnRecord onRecord = of("GET " + request, "");

    assertThat(onRecord.practice()).isEqualTo("cabinet");
    assertThat(onRecord.patient()).isEqualTo("p1");
    assertThat(onRecord.upstream().target()).isEqualTo(target);
  }

  /** Parameters by which other records could be reached, or told of. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Practitioner/d1 | /Practitioner/d1",
        "/Organization/o1/_history/2 | /Organization/o1/_history/2",
        "/Practitioner?name=x | /Practitioner?name=x",
        "/Practitioner/d1?_elements=name | /Practitioner/d1",
        "/Practitioner/d1/_history/2?_summary=true | /Practitioner/d1/_history/2",
        "/Schedule?_elements=comment | /Schedule",
        "/Schedule?_summary=true | /Schedule",
        "/Practitioner | /Practitioner",
        "/Questionnaire?title=x | /Questionnaire?title=x",
        "/ValueSet/$expand?url=http://x.org/v&filter=a&unknown=1 | /ValueSet/$expand?url=http%3A%2F%2Fx.org%2Fv&filter=a",
        "/ValueSet/v1/$expand?count=10 | /ValueSet/v1/$expand?count=10",
        "/CodeSystem/$lookup?system=s&code=c&property=a&property=b | /CodeSystem/$lookup?system=s&code=c&property=a&property=b",
        "/CodeSystem/$subsumes?system=s&codeA=a&codeB=b | /CodeSystem/$subsumes?system=s&codeA=a&codeB=b",
        "/ValueSet/$validate-code?url=u&code=c | /ValueSet/$validate-code?url=u&code=c",
        "/ConceptMap/c1/$translate?code=c&system=s | /ConceptMap/c1/$translate?code=c&system=s",
        "/ValueSet/v1 | /ValueSet/v1",
        "/Slot?schedule=Schedule/s1&status=free&start=ge2026-11-25 | /Slot?schedule=Schedule%2Fs1&status=free&start=ge2026-11-25",
        "/Schedule?actor=Practitioner/d1 | /Schedule?actor=Practitioner%2Fd1",
        "/PractitionerRole?practitioner=d1&_include=PractitionerRole:organization"
            + " | /PractitionerRole?practitioner=d1&_include=PractitionerRole%3Aorganization",
        "/Medication?code=a,b&_count=5&unknown=1 | /Medication?code=a%2Cb&_count=5",
      })
  void whatNobodyOwnsTouchesNobody(String request, String target) {
    OnRecord onRecord = of("GET " + request, "");

    assertThat(onRecord.touchesNobody()).isTrue();
    assertThat(onRecord.upstream().target()).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // nobody named, or more than one, or somebody else perhaps
        "/Observation",
        "/Patient",
        "/Patient?name=x",
        "/Patient?identifier=x",
        "/Patient?_id=p1,p2",
        "/Patient?_id=p1&_id=p2",
        "/Patient?_id=Patient/p1",
        "/Patient?_id:not=p1",
        "/Observation?_id=o1",
        "/Observation?patient=",
        "/Observation?patient=p1&patient=p2",
        "/Observation?patient=p1&subject=Patient/p2",
        "/Observation?patient=p1,p2",
        "/Observation?patient=p1%2Cp2",
        "/Observation?patient=Patient/p1,Patient/p2",
        "/Observation?patient=Patient/p1%5C,p2",
        "/Observation?patient=Patient/Patient/p1",
        "/Observation?patient=Patient/p1/_history/2",
        "/Observation?patient=patient/p1",
        "/Observation?patient=.",
        "/Observation?patient=..",
        "/Observation?patient=Patient/..",
        "/Observation?patient=%20p1",
        "/Appointment?actor=p1",
        "/Observation?subject=Group/g1",
        "/Observation?subject:Group=g1",
        "/Observation?patient:missing=false",
        "/Observation?patient%3Amissing=false",
        "/Observation?patient:identifier=x",
        "/Observation?patient:not=p1",
        "/Observation?patient.name=x",
        "/Observation?patient.identifier=x",
        "/Observation?subject.identifier=x",
        "/Observation?performer=Patient/p1",
        "/Observation?Patient=p1",
        "/Observation?patient=http://example.org/Patient/p1",
        "/Observation?patient=https://sante.example/fhir/other/Patient/p1",
        "/Observation?patient=https://sante.example.evil/fhir/cabinet/Patient/p1",
        "/Patient/p1/Observation?patient=p2",
        "/Patient/p1/Observation?subject=Patient/p2",
        "/Patient/p1/*",
        "/Encounter/e1/Observation",
        "/Practitioner/d1/Observation",
        "/RelatedPerson/r1/Observation",
        // references to others
        "/Observation?patient=p1&performer=Patient/p2",
        "/Observation?patient=p1&performer=p2",
        "/Observation?patient=p1&performer:Patient=p2",
        "/Observation?patient=p1&performer=https://sante.example/fhir/cabinet/Patient/p2",
        "/Observation?patient=p1&performer=http://elsewhere/Patient/p2",
        "/Observation?patient=p1&focus=x",
        // by what stands beside a reference that is masked for its reader
        "/Observation?patient=p1&performer:identifier=urn:ins%7C123",
        "/Observation?patient=p1&focus:identifier=urn:ins%7C123",
        "/Patient?_id=p1&link:identifier=urn:ins%7C123",
        "/Patient/p1/Appointment?actor:identifier=urn:ins%7C123",
        // by URLs that are masked for their reader, how they begin, and where they stand in an
        // order
        "/DocumentReference?patient=p1&location:below=https://hub/fhir/Patient/a",
        "/DocumentReference?patient=p1&location:below=https://hub/fh",
        "/DocumentReference?patient=p1&location:above=https://hub/fhir/x",
        "/DocumentReference?patient=p1&location=https://hub/fhir/Patient/p2",
        "/Observation?patient=p1&_source:below=https://hub",
        "/DocumentManifest?patient=p1&source=urn:x,https://hub/fhir/Patient/p2",
        // chains through what somebody owns
        "/Observation?patient=p1&subject:Group.code=x",
        "/Observation?patient=p1&subject.link.name=x",
        "/Observation?patient=p1&subject._id=p1",
        "/Observation/$lastn?patient=p1&subject.name=x",
        "/Account?patient=p1&subject.name=x",
        "/Account?patient=p1&subject:identifier=x",
        "/Appointment?patient=p1&patient:identifier=x",
        "/Observation?patient=p1&encounter.status=x",
        "/Observation?patient=p1&encounter.subject.name=x",
        "/Observation?patient=p1&has-member.code=x",
        "/Observation?patient=p1&focus:Patient.name=x",
        "/Observation?patient=p1&performer.name=x",
        "/Observation?patient=p1&performer:Patient.name=x",
        "/Observation?patient=p1&performer:Practitioner._has:Observation:performer:code=x",
        "/Observation?patient=p1&performer:Practitioner._id=x",
        "/Observation?patient=p1&performer:PractitionerRole.practitioner=x",
        "/Observation?patient=p1&performer:CareTeam.subject.name=x",
        "/Observation?patient=p1&performer:Organization.partof.partof.name=x",
        "/Patient?_id=p1&link.name=x",
        "/Patient?_id=p1&link:Patient.name=x",
        // from the other end
        "/Patient?_id=p1&_has:Observation:patient:code=x",
        "/Observation?patient=p1&_has:AuditEvent:entity:agent=x",
        "/Observation?patient=p1&_has:Group:member:_id=g1",
        "/Observation?patient=p1&_has:List:item:subject=Patient/p2",
        "/Observation?patient=p1&_has:Patient:x:y=z",
        "/Observation?patient=p1&_has=x",
        // what only the host could judge
        "/Observation?patient=p1&_filter=code%20eq%20x",
        "/Observation?patient=p1&_query=x",
        "/Observation?patient=p1&_list=x",
        "/Observation?patient=p1&_list=42",
        "/Observation?patient=p1&_contained=true",
        "/Observation?patient=p1&_containedType=contained",
        "/Observation?patient=p1&_content=x",
        "/Observation?patient=p1&_text=x",
        // an order tells what it is by
        "/Observation?patient=p1&_sort=subject.name",
        "/Observation?patient=p1&_sort=-subject:Patient.name",
        "/Observation?patient=p1&_sort=subject",
        "/Observation?patient=p1&_sort=nonsense",
        "/Observation?patient=p1&_sort=date&_sort=code",
        "/Observation?patient=p1&_sort=date,date",
        "/Observation?patient=p1&_sort=date,-date",
        "/Observation?patient=p1&_sort=_id,date,code,status,category,_lastUpdated",
        // counts of what would be removed
        "/Account?patient=p1&_summary=count",
        "/Account?patient=p1&_count=0",
        "/Provenance?patient=p1&_summary=count",
        // includes of what nobody can tell whose it is
        "/Observation?patient=p1&_include=*",
        "/Observation?patient=p1&_include:iterate=*",
        "/Observation?patient=p1&_revinclude:iterate=Observation:performer",
        "/Patient?_id=p1&_include=Patient:link&_revinclude:iterate=Provenance:agent",
        "/Patient?_id=p1&_include=Patient:link&_revinclude:iterate=Observation:patient",
        "/Patient?_id=p1&_revinclude=Patient:link&_revinclude:iterate=Observation:patient",
        "/Observation?patient=p1&_include=Observation:performer:Patient&_revinclude:iterate=QuestionnaireResponse:patient",
        "/Observation?patient=p1&_include=Observation:performer&_revinclude:iterate=MedicationRequest:subject",
        "/Observation?patient=p1&_include:iterate=Observation:subject&_revinclude:iterate=Encounter:patient:Patient",
        "/Account?subject=Patient/p1&_include=Account:subject&_revinclude:iterate=Encounter:patient",
        "/Observation?patient=p1&_include:recurse=Observation:encounter",
        "/Observation?patient=p1&_include=Observation:nonsense",
        "/Observation?patient=p1&_include=Observation:code",
        "/Observation?patient=p1&_include=Observation:performer:Device",
        "/Observation?patient=p1&_include=Nonsense:performer",
        "/Observation?patient=p1&_revinclude=AuditEvent:entity",
        // answers that do not tell whose they are
        "/Observation?patient=p1&_summary=text",
        "/Patient/p1?_summary=count",
        "/Patient/p1?_summary=text",
        "/Patient/p1/$everything?_summary=text",
        "/Patient/p1/$everything?_elements=id",
        "/Patient/p1/$everything?_summary=count",
        // values and modifiers that are none
        "/Observation?patient=p1&_count=-1",
        "/Observation?patient=p1&_count=9999999999",
        "/Observation?patient=p1&_count=5&_count=6",
        "/Observation?patient=p1&_total=yes",
        "/Observation?patient=p1&code:exact=x",
        "/Observation?patient=p1&code:nonsense=x",
        "/Observation?patient=p1&code=a,,b",
        "/Observation?patient=p1&date=yesterday",
        "/Observation?patient=p1&value-quantity=much",
        "/Observation?patient=p1&encounter=Encounter?patient=p2",
        "/Observation?patient=p1&encounter=Encounter/..",
        "/Observation?patient=p1&encounter=Encounter/e1/../e2",
        // chains to where a patient lives, who refers to it or not
        "/Schedule?actor:Location.address=x",
        "/Schedule?_id=s&actor:Location.type=PTRES",
        "/PractitionerRole?location.address=x",
        "/HealthcareService?location.name=x",
        "/Location?partof.name=x",
        "/Encounter?patient=p1&location.partof.address=x",
        "/Observation?patient=p1&performer:PractitionerRole.location.address=x",
        // types that are nobody's, or everybody's
        "/Group?member=Patient/p1,Patient/p2",
        "/Appointment?actor=Practitioner/d1",
        "/Appointment?patient=p1&_summary=count",
        "/Appointment?patient=p1&actor=Patient/p2",
        "/Schedule?actor=Patient/p1",
        "/Schedule?actor=RelatedPerson/r1",
        "/Schedule?actor=Practitioner/d1,RelatedPerson/r1&_count=1",
        "/Schedule?actor=https://sante.example/fhir/cabinet/RelatedPerson/r1",
        "/Schedule?actor:RelatedPerson=r1",
        "/Schedule?actor:Device=d1",
        "/Slot?schedule.identifier=x",
        "/Provenance?target=Observation/o1",
        "/MessageHeader?focus=Patient/p1",
        "/Subscription?status=active",
        "/AuditEvent?patient=p1",
        "/Binary?patient=p1",
        // of what nobody owns, what could tell about somebody
        "/Practitioner?_has:Observation:performer:code=x",
        "/Practitioner?_revinclude=Observation:performer",
        "/Location?_revinclude=Encounter:location",
        "/Organization?_count=0",
        "/Practitioner?_summary=count",
        "/Practitioner?_sort=-organization",
        "/Patient/p1/Practitioner?name=x",
        // resources that only the host could attribute
        "/Observation/o1",
        "/Observation/o1/_history/1",
        "/Patient/_history",
        "/_history",
        "?_type=Observation",
        "/metadata",
        "/Patient/p1/$everything?_count=5&_count=6",
        "/Patient/p1/$everything?_since=2026-01-01T00:00:00",
        "/Patient/$everything",
        "/Patient/p1/$export",
        "/Patient/$summary?identifier=x",
        "/Composition/$document",
        "/Observation/$validate",
        "/ValueSet/$translate",
        "/Observation/$expand",
        "/$validate-code",
        "/Encounter/e1/$everything",
        "/Group/g1/$everything",
        "/Observation/$lastn",
        "/Observation/o1/$lastn?patient=p1",
        "/$export"
      })
  void whatCannotBeHeldToOnePatientIsRefused(String request) {
    assertThat(refusal("GET " + request, ""))
        .isInstanceOfAny(Refusal.NotSupported.class, Refusal.BadExchange.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/DocumentReference?patient=p1&_sort=location",
        "/DocumentReference?patient=p1&_sort=-_source"
      })
  void anOrderByUrlsThatAreMaskedForTheirReaderIsRefused(String request) {
    assertThat(refusal("GET " + request, "").reason()).isEqualTo("parameter-malformed");
  }

  @Test
  void aClientThatPrefersItIsToldOfParametersThatNobodyKnows() {
    assertThat(
            refusal("GET /Observation?patient=p1&unknown=1", "", "Prefer", "handling=strict")
                .reason())
        .isEqualTo("parameter-unknown");
    assertThat(
            refusal("GET /Patient/p1/$everything?unknown=1", "", "Prefer", "handling=strict")
                .reason())
        .isEqualTo("parameter-unknown");
  }

  /** In FHIR's words for it alone: a name that the client made up is not repeated. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Observation?patient=p1&code=x&date=soon | http.date",
        "/Observation?patient=p1&date:exact=2020 | http.date",
        "/Observation?patient=p1&performer:Practitioner=a/b | http.performer",
        "/Observation?patient=p1&performer=Patient/p2 | http.performer",
        "/Observation?patient=p1&patient=p2 | http.patient",
        "/Observation?patient=p1,p2 | http.patient",
        "/Observation?patient=p1&_sort=performer | http._sort",
        "/Observation?patient=p1&_include=Observation:nothing | http._include",
        "/Observation?patient=p1&_has:Group:member:_id=g1 | http._has",
        "/Observation?patient=p1&encounter.status=x | http.encounter",
        "/Observation?patient=p1&_count=many | http._count"
      })
  void whichParameterItIsIsSaid(String request, String expression) {
    Refusal refusal = refusal("GET " + request, "");

    assertThat(Refusals.answer(refusal).body().toJsonObject().getJsonArray("issue"))
        .first()
        .satisfies(
            issue ->
                assertThat(((JsonObject) issue).getJsonArray("expression"))
                    .isEqualTo(new JsonArray().add(expression)));
  }

  @Test
  void anEmptyParameterAsksNothingUnlessTheClientPrefersToBeTold() {
    assertThat(
            refusal("GET /Observation?patient=p1&code=", "", "Prefer", "handling=strict").reason())
        .isEqualTo("parameter-malformed");
  }

  @Test
  void parametersInTheUrlOfAPostedQuestionGoIntoItsBodyOrNowhere() {
    OnRecord expansion =
        of(
            "POST /ValueSet/v1/$expand?_elements:exclude=x&anything=1&count=10&activeOnly=true&filter=a%22b",
            parameters("{'name':'url','valueUri':'http://x.org/v'}"), JSON);

    assertThat(expansion.upstream().target()).isEqualTo("/ValueSet/v1/$expand");
    assertThat(expansion.upstream().body())
        .hasToString(
            parameters(
                    "{'name':'url','valueUri':'http://x.org/v'},{'name':'count','valueInteger':10},"
                        + "{'name':'activeOnly','valueBoolean':true},{'name':'filter','valueString':'a?b'}")
                .replace("?", "\\\""));
    for (String query : new String[] {"url=x", "count=many", "coding=x"}) {
      assertThat(
              refusal(
                  "POST /ValueSet/$expand?" + query,
                  parameters("{'name':'url','valueUri':'http://x.org/v'}"),
                  strictly()))
          .as(query)
          .isInstanceOf(Refusal.BadExchange.class);
    }
  }

  @Test
  void aValueOfManyPartsIsRefusedAndNothingWorse() {
    String parts = "code-value-quantity=a" + "%24a".repeat(15_000);

    assertThat(
            refusal(
                    "POST /Observation/_search?patient=p1",
                    parts,
                    "Content-Type",
                    "application/x-www-form-urlencoded")
                .reason())
        .isEqualTo("parameter-malformed");
    assertThat(refusal("GET /Patient/p1/$everything?_type=Ab" + ",Ab".repeat(1_300), "").reason())
        .isEqualTo("parameter-malformed");
  }

  /** Each costs more than its bytes, and all of them are looked at before anybody may ask. */
  @Test
  void aQuestionHasSoManyParametersAndNoMore() {
    String one = "{'name':'property','valueCode':'a'}";

    assertThat(of("POST /CodeSystem/$lookup", parameters(times(one, 200)), JSON).touchesNobody())
        .isTrue();
    assertThat(refusal("POST /CodeSystem/$lookup", parameters(times(one, 201)), JSON).reason())
        .isEqualTo("body-malformed");
  }

  @Test
  void whatIsPostedToBeAskedByUrlIsNoLongerThanAUrl() {
    String code = "{'name':'code','valueString':'" + "x".repeat(100) + "'}";
    String patient = "{'name':'patient','valueString':'p1'},";

    assertThat(
            of("POST /Observation/$lastn", parameters(patient + times(code, 30)), JSON).patient())
        .isEqualTo("p1");
    assertThat(
            refusal("POST /Observation/$lastn", parameters(patient + times(code, 60)), JSON)
                .reason())
        .isEqualTo("body-too-long");
    assertThat(
            refusal(
                    "POST /Observation/$lastn",
                    parameters(patient + times(code.replace('x', '|'), 30)),
                    JSON)
                .reason())
        .isEqualTo("body-too-long");
  }

  private static String[] strictly() {
    return new String[] {"Content-Type", "application/fhir+json", "Prefer", "handling=strict"};
  }

  private static String times(String one, int times) {
    return String.join(",", Collections.nCopies(times, one));
  }

  private static String parameters(String inputs) {
    return ("{'resourceType':'Parameters','parameter':[" + inputs + "]}").replace('\'', '"');
  }

  @Test
  void aFormIsSearchedLikeAUrlAndStaysAForm() {
    OnRecord search =
        of(
            "POST /Observation/_search?patient=p1",
            "code=x&unknown=y",
            "Content-Type",
            "application/x-www-form-urlencoded");

    assertThat(search.patient()).isEqualTo("p1");
    assertThat(search.writes()).isFalse();
    assertThat(search.upstream().target()).isEqualTo("/Observation/_search");
    assertThat(search.upstream().body()).hasToString("patient=Patient%2Fp1&code=x");
  }

  @Test
  void aFormThatNamesASecondPatientIsRefused() {
    assertThat(
            refusal(
                "POST /Observation/_search?patient=p1",
                "patient=p2",
                "Content-Type",
                "application/x-www-form-urlencoded"))
        .isInstanceOf(Refusal.NotSupported.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/Observation?patient=p1&_include=Observation:encounter, Encounter EpisodeOfCare",
    "/Observation?patient=p1&_include=Observation:encounter:Encounter, Encounter",
    "/Observation?patient=p1&_include=Observation:focus, *",
    "/Patient?_id=p1&_revinclude=Provenance:target, Provenance",
    "/Observation?patient=p1&performer:Practitioner.name=x, Practitioner",
    "/Observation?patient=p1&subject.name=x, Patient"
  })
  void whatASearchReachesIsTold(String request, String types) {
    OnRecord search = of("GET " + request, "");

    if (types.contains("EpisodeOfCare")) {
      assertThat(search.reaches()).contains("Encounter");
    } else {
      assertThat(search.reaches()).containsExactlyInAnyOrder(types.split(" ", -1));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identifier=x | patient=Patient%2Fp1&identifier=x",
        "patient=p1&identifier=x | patient=Patient%2Fp1&identifier=x",
        "subject=Patient/p1&code=x | subject=Patient%2Fp1&code=x"
      })
  void aConditionIsAskedOfThePatientTheBodyIsAbout(String condition, String sent) {
    OnRecord create = create(condition);
    OnRecord update = of("PUT /Observation?" + condition, observation(""), JSON);

    assertThat(create.patient()).isEqualTo("p1");
    assertThat(create.upstream().headers()).containsEntry("If-None-Exist", sent);
    assertThat(create.upstream().target()).isEqualTo("/Observation");
    assertThat(update.patient()).isEqualTo("p1");
    assertThat(update.upstream().target()).isEqualTo("/Observation?" + sent);
    assertThat(update.writes()).isTrue();
  }

  /** The difference between 200, 201 and 412 tells whether there is one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "patient=p2&identifier=x",
        "subject=Patient/p2",
        "patient=p1",
        "patient=p1,p2&identifier=x",
        "patient:missing=true&identifier=x",
        "subject.identifier=x",
        "performer:Practitioner.name=x",
        "_has:Provenance:target:agent=x",
        "identifier=x&_count=1",
        "identifier=x&unknown=y",
        "identifier=x&_include=Observation:performer",
        "performer=Patient/p2",
        "performer:identifier=urn:ins|123",
        "_filter=x",
        "_list=x"
      })
  void aConditionThatCouldBeAboutAnybodyElseIsRefused(String condition) {
    assertThat(catchThrowable(() -> create(condition))).isInstanceOf(Refused.class);
    assertThat(refusal("PUT /Observation?" + condition, observation(""), JSON)).isNotNull();
  }

  @Test
  void aConditionalUpdateMustNotBringAnIdThatMayBeSomebodyElses() {
    assertThat(refusal("PUT /Observation?identifier=x", observation("'id':'o2',"), JSON).reason())
        .isEqualTo("body-with-id");
  }

  /** HAPI takes an id that is no string as well as one that is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1053",
        "1053.0",
        "true",
        "null",
        "['o2']",
        "[1053]",
        "[['o2']]",
        "{'value':'o2'}",
        "[]"
      })
  void anIdThatIsNoStringIsNoneThatIsLeftOut(String id) {
    String body = observation("'id':" + id + ",");
    String account = patient("p1", "").replace("\"id\":\"p1\"", "\"id\":" + id.replace('\'', '"'));

    assertThat(account).contains("\"id\":" + id.replace('\'', '"'));
    for (String request : List.of("PUT /Observation?identifier=x", "POST /Observation")) {
      assertThat(refusal(request, body, JSON).reason()).as(request).isEqualTo("body-malformed");
    }
    assertThat(refusal("POST /Patient", account, JSON).reason()).isEqualTo("body-malformed");
  }

  /** An account found for one of its patients would be overwritten for the other as well. */
  @Test
  void aConditionOverATypeThatMayHaveTwoPatientsIsRefused() {
    String account =
        "{'resourceType':'Account','subject':[{'reference':'Patient/p1'}]}".replace('\'', '"');

    assertThat(refusal("PUT /Account?identifier=x", account, JSON))
        .isInstanceOf(Refusal.NotSupported.class);
  }

  @Test
  void aPatientIsUpdatedByAPatientOfThatId() {
    OnRecord update = of("PUT /Patient/p1", patient("p1", ""), JSON);

    assertThat(update.patient()).isEqualTo("p1");
    assertThat(update.upstream().target()).isEqualTo("/Patient/p1");
    assertThat(update.writes()).isTrue();
  }

  @Test
  void aPatientIsNotUpdatedByAnother() {
    for (String body :
        new String[] {
          patient("p2", ""),
          "{\"resourceType\":\"Patient\"}",
          "{\"resourceType\":\"Observation\",\"id\":\"p1\"}"
        }) {
      assertThat(refusal("PUT /Patient/p1", body, JSON)).as(body).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT /Observation/o1",
        "POST /Observation/o1/$validate",
        "POST /Patient/$match",
        "POST "
      })
  void writesThatTheRequestAloneDoesNotAttributeAreRefused(String request) {
    assertThat(refusal(request, "{\"resourceType\":\"Bundle\",\"type\":\"batch\"}", JSON))
        .isInstanceOf(Refusal.NotSupported.class);
  }

  private static final String[] JSON = {"Content-Type", "application/fhir+json"};

  private OnRecord create(String condition) {
    return of(
        "POST /Observation",
        observation(""),
        "Content-Type",
        "application/json",
        "If-None-Exist",
        condition);
  }

  private static String observation(String more) {
    return ("{'resourceType':'Observation'," + more + "'subject':{'reference':'Patient/p1'}}")
        .replace('\'', '"');
  }

  private static String patient(String id, String more) {
    return ("{'resourceType':'Patient','id':'" + id + "'" + more + "}").replace('\'', '"');
  }

  private OnRecord of(String request, String body, String... headers) {
    return attribution.of(ParsedRequests.of(request, body, headers));
  }

  private Refusal refusal(String request, String body, String... headers) {
    Throwable thrown = catchThrowable(() -> of(request, body, headers));
    assertThat(thrown).as(request).isInstanceOf(Refused.class);
    return ((Refused) thrown).refusal();
  }
}
