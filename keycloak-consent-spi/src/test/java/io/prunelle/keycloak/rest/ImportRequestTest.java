// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportRequestTest {
  private final MultivaluedMap<String, String> query = new MultivaluedHashMap<>();

  @Test
  void nothingIsRecordedUnlessAskedFor() {
    assertThat(ImportRequest.read(query)).isEqualTo(new ImportRequest(true, null, Set.of()));
    query.putSingle("dry-run", "true");
    assertThat(ImportRequest.read(query).dryRun()).isTrue();
    query.putSingle("dry-run", "false");
    assertThat(ImportRequest.read(query).dryRun()).isFalse();
  }

  @Test
  void whatThePapersLeaveOpenMayBeSaidForAll() {
    query.putSingle("language", "fr");
    query.putSingle("purposes", "TREAT,HPAYMT,TREAT");

    assertThat(ImportRequest.read(query))
        .isEqualTo(new ImportRequest(true, "fr", Set.of("TREAT", "HPAYMT")));
  }

  @ParameterizedTest
  @CsvSource({
    "dry-run, False",
    "dry-run, ''",
    "dryrun, false",
    "_format, xml",
    "language, fr-FR",
    "language, ''",
    "purposes, ''",
    "purposes, 'TREAT,'",
    "purposes, treat"
  })
  void whatIsMisspeltIsNamed(String name, String value) {
    query.putSingle(name, value);
    refused(name);
  }

  @Test
  void nothingIsSaidTwice() {
    query.addAll("dry-run", "true", "false");
    refused("dry-run");
  }

  private void refused(String name) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> ImportRequest.read(query))
        .withMessageStartingWith(name + ": ");
  }
}
