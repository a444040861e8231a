// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedPatientsTest {

  private static Set<String> in(String member) {
    return NamedPatients.in(
        Resources.tree("{'resourceType':'Observation','id':'o'," + member + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'subject':{'reference':'Patient/q'}",
        "'performer':[{'reference':'Patient/q/_history/3'}]",
        "'extension':[{'valueUri':'https://h.example/fhir/Patient/q'}]",
        "'extension':[{'valueString':'Patient/q?_format=json'}]",
        "'contained':[{'resourceType':'Basic','author':{'reference':'Patient/q#part'}}]"
      })
  void aPatientIsFoundWhereverNamed(String member) {
    assertThat(in(member)).containsExactly("q");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'performer':[{'type':'Patient','identifier':{'value':'1 85 05'}}]",
        "'performer':[{'type':'Patient','display':'Somebody'}]",
        "'focus':[{'reference':'Patient?identifier=185'}]",
        "'focus':[{'reference':'https://h.example/fhir/Patient?identifier=185'}]"
      })
  void oneWithoutAnIdCouldBeAnybody(String member) {
    assertThat(in(member)).containsExactly(NamedPatients.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'subject':{'type':'Patient','identifier':{'value':'1 85 05'}}",
        "'text':{'div':'<div>Patient/q is well</div>'}",
        "'note':[{'text':'The Patient'}]",
        "'performer':[{'reference':'MyPatient/q'},{'reference':'Practitioner/q'}]"
      })
  void whatOnlyReadsLikeOneIsNone(String member) {
    assertThat(in(member)).isEmpty();
  }

  @Test
  void thePatientsOwnNameIsOneOfThem() {
    assertThat(in("'subject':{'reference':'Patient/p','type':'Patient'},'x':'Patient/q'"))
        .containsExactlyInAnyOrder("p", "q");
  }
}
