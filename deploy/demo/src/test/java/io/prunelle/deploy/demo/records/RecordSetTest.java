// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSetTest {

  @TempDir private Path directory;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectory(directory.resolve("patients"));
    Files.writeString(
        directory.resolve("index.json"),
        """
        {"reference":"reference.json","patients":[
          {"id":"big","given":"Ana","family":"Sierra","resources":500,"file":"patients/big.json"},
          {"id":"small","given":"Blake","family":"Lugo","resources":90,"file":"patients/small.json"}]}
        """);
    Files.writeString(directory.resolve("reference.json"), "reference");
    Files.writeString(directory.resolve("patients/big.json"), "big record");
    Files.writeString(directory.resolve("patients/small.json"), "small record");
  }

  @Test
  void theSmallestRecordComesFirst() throws IOException {
    assertThat(RecordSet.in(directory).patients())
        .extracting(PatientRecord::username)
        .containsExactly("blake.lugo", "ana.sierra");
  }

  @Test
  void referenceDataAndRecordsAreSentAsTheyAre() throws Exception {
    List<String> received = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/fhir",
        exchange -> {
          received.add(
              exchange.getRequestHeaders().getFirst("Content-Type")
                  + ": "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      RecordSet records = RecordSet.in(directory);
      String fhir = "http://127.0.0.1:" + server.getAddress().getPort() + "/fhir";

      records.loadReferenceData(fhir);
      records.loadPatients(fhir);

      assertThat(received)
          .containsExactly(
              "application/fhir+json: reference",
              "application/fhir+json: small record",
              "application/fhir+json: big record");
    } finally {
      server.stop(0);
    }
  }
}
