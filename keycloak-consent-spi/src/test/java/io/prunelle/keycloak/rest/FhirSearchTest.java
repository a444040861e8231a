// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.MultivaluedHashMap;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FhirSearchTest {
  @Test
  void aPatientIsNamedByIdOrByRelativeReference() {
    assertThat(read("patient=pat-1").patient()).isEqualTo("pat-1");
    assertThat(read("patient=Patient/pat-1").patient()).isEqualTo("pat-1");
    assertThat(read("patient=pat-1", "status=active,inactive", "_count=7", "before=9"))
        .isEqualTo(new FhirSearch("pat-1", Set.of("active", "inactive"), new Page(9, 7)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "patient=",
        "patient=https://elsewhere.example/Patient/pat-1",
        "patient=Group/1",
        "patient=pat-1,pat-2",
        "patient=pat-1 patient=pat-2",
        "patient=pat-1 patient:Patient=pat-2",
        "patient=~0123",
        "patient=pat-1 status=",
        "patient=pat-1 status=active,",
        "patient=pat-1 status:not=active",
        "patient=pat-1 _count=0",
        "patient=pat-1 _count=501",
        "patient=pat-1 _include=Consent:patient",
        "patient=pat-1 _revinclude=*",
        "patient=pat-1 _filter=x",
        "patient=pat-1 _has:AuditEvent:entity:_id=1",
        "patient=pat-1 before=-1"
      })
  void whatIsNotUnderstoodExactlyIsRefused(String query) {
    assertThatThrownBy(() -> read(query.isEmpty() ? new String[0] : query.split(" ")))
        .isInstanceOf(Problem.class)
        .extracting(e -> ((Problem) e).type())
        .isEqualTo(ProblemType.INVALID_PARAMETER);
  }

  @Test
  void onlyJsonIsSpoken() {
    assertThat(read("patient=1", "_format=application/fhir+json").patient()).isEqualTo("1");
    assertThatThrownBy(() -> read("patient=1", "_format=xml"))
        .extracting(e -> ((Problem) e).type())
        .isEqualTo(ProblemType.NOT_ACCEPTABLE);
  }

  private static FhirSearch read(String... parameters) {
    MultivaluedHashMap<String, String> query = new MultivaluedHashMap<>();
    Arrays.stream(parameters)
        .map(parameter -> parameter.split("=", 2))
        .forEach(parameter -> query.add(parameter[0], parameter[1]));
    return FhirSearch.read(query);
  }
}
