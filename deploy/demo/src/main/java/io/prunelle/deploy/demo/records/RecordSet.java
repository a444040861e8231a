// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prunelle.deploy.demo.http.Rest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All records, and the hospitals and practitioners they refer to. */
public final class RecordSet {

  private final Path reference;
  private final List<PatientRecord> patients = new ArrayList<>();

  private RecordSet(Path reference) {
    this.reference = reference;
  }

  /** Reads the index of a directory of generated records. */
  public static RecordSet in(Path directory) throws IOException {
    JsonNode index = new ObjectMapper().readTree(directory.resolve("index.json").toFile());
    RecordSet records = new RecordSet(directory.resolve(index.path("reference").asText()));
    for (JsonNode line : index.path("patients")) {
      records.patients.add(PatientRecord.of(line, directory));
    }
    records.patients.sort(
        Comparator.comparingInt(PatientRecord::resources).thenComparing(PatientRecord::id));
    return records;
  }

  /** Whose records these are, the smallest record first. */
  public List<PatientRecord> patients() {
    return List.copyOf(patients);
  }

  /** Loads what every host needs before records can refer to it. */
  public void loadReferenceData(String fhir) throws IOException, InterruptedException {
    Rest.at(fhir).postFhir(reference);
  }

  /** Loads the records; what is there already stays as it is. */
  public void loadPatients(String fhir) throws IOException, InterruptedException {
    Rest server = Rest.at(fhir);
    for (PatientRecord patient : patients) {
      server.postFhir(patient.bundle());
    }
  }
}
