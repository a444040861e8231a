// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** On records that Synthea really generates. */
@TestInstance(Lifecycle.PER_CLASS)
class LibraryTest {

  private static final Population PAIR = new Population(2, 11, "20261101", 30, 40, 1);

  private final ObjectMapper json = new ObjectMapper();
  private Path home;
  private Path records;

  @BeforeAll
  void generate(@TempDir Path directory) throws Exception {
    home = directory;
    records = new Library(home).of(PAIR);
  }

  @Test
  void theIndexNamesEachLivingPatientAndTheFile() throws IOException {
    JsonNode patients = json.readTree(records.resolve("index.json").toFile()).path("patients");

    assertThat(patients).hasSize(2);
    for (JsonNode patient : patients) {
      assertThat(patient.path("given").asText()).isNotEmpty();
      assertThat(patient.path("birthDate").asText()).isBetween("1985-01-01", "1997-01-01");
      assertThat(records.resolve(patient.path("file").asText())).isRegularFile();
      assertThat(patient.path("resources").asInt()).isGreaterThan(20);
    }
  }

  @Test
  void everyReferenceLeadsToAResourceOfTheRecordOrToReferenceData() throws IOException {
    Set<String> reference = new HashSet<>();
    collectIds(bundle(records.resolve("reference.json")), reference);
    for (Path file : files(records.resolve("patients"))) {
      Set<String> known = new HashSet<>(reference);
      collectIds(bundle(file), known);

      assertThat(
              bundle(file).findValuesAsText("reference").stream().filter(r -> !r.startsWith("#")))
          .isNotEmpty()
          .allMatch(known::contains);
    }
  }

  @Test
  void everythingIsPutUnderItsId() throws IOException {
    for (Path file : files(records.resolve("patients"))) {
      for (JsonNode entry : bundle(file).path("entry")) {
        JsonNode resource = entry.path("resource");
        assertThat(entry.at("/request/method").asText()).isEqualTo("PUT");
        assertThat(entry.at("/request/url").asText())
            .isEqualTo(resource.path("resourceType").asText() + "/" + resource.path("id").asText());
      }
    }
  }

  @Test
  void theSamePopulationIsNotGeneratedTwice() throws Exception {
    var before = Files.getLastModifiedTime(records.resolve("index.json"));

    assertThat(new Library(home).of(PAIR)).isEqualTo(records);
    assertThat(Files.getLastModifiedTime(records.resolve("index.json"))).isEqualTo(before);
  }

  @Test
  void nothingButTheRecordsIsLeftBehind() throws IOException {
    assertThat(files(home)).containsExactly(records);
  }

  private JsonNode bundle(Path file) throws IOException {
    return json.readTree(file.toFile());
  }

  private static void collectIds(JsonNode bundle, Set<String> ids) {
    bundle.path("entry").forEach(entry -> ids.add(entry.at("/request/url").asText()));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
