// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedOfHostTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          GET,    /Patient/p/$everything?_count=250,       EVERYTHING
          POST,   /Observation/o/$expunge,                 EXPUNGE
          GET,    /Observation/o/_history?_count=1,        HISTORY
          GET,    /_history?_since=2026-11-29T08:00:00Z,   HISTORY
          POST,   '',                                      BUNDLE
          PUT,    /Observation/o,                          CHANGE
          GET,    '/Observation?_id=a,b&_count=250',       BY_ID
          GET,    /Provenance?_count=1,                    ANY
          GET,    ?_getpages=7c&_getpagesoffset=250,       NEXT
          GET,    /Observation?subject=Patient%2Fp,        SEARCH
          GET,    /Binary/b,                               READ
          """)
  void aRequestIsOfOneKind(String method, String target, Kind kind) {
    assertThat(Kind.of(method, target)).isEqualTo(kind);
  }

  @Test
  void whatTheGatewayPassesOnIsNotItsOwn() {
    assertThat(
            AskedOfHost.count(
                List.of(
                    line("GET /fhir/Patient/p HTTP/1.1 200 -"),
                    line("GET /fhir/Patient/p HTTP/1.1 200 -"),
                    line("POST /fhir HTTP/1.1 200 -"),
                    line("GET \"/fhir/Observation?_id=a,b&_count=250\" HTTP/1.1 200 -"),
                    line("GET /fhir/Patient/p HTTP/1.1 200 5f0c9a3e"))))
        .isEqualTo(Map.of(Kind.READ, 2L, Kind.BUNDLE, 1L, Kind.BY_ID, 1L));
  }

  @Test
  void eachLineCountsOnce(@TempDir Path directory) throws IOException {
    Path log = directory.resolve("access.log");
    Files.writeString(log, line("GET /fhir/Patient/before HTTP/1.1 200 -\n"));
    AskedOfHost asked = new AskedOfHost(log);

    Files.writeString(log, line("GET /fhir/Binary/b HTTP/1.1 200 -\n"), StandardOpenOption.APPEND);

    assertThat(asked.since()).isEqualTo(Map.of(Kind.READ, 1L));
    assertThat(asked.since()).isEmpty();
  }

  private static String line(String request) {
    return "[2026-11-29T08:00:00.000+0000] " + request;
  }
}
