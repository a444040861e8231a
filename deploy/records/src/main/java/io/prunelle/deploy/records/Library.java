// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Records on disk, one directory per population, generated when first asked for. A directory holds
 * {@code index.json}, {@code reference.json} (hospitals and practitioners) and {@code
 * patients/ID.json}.
 */
final class Library {

  private final ObjectMapper json = new ObjectMapper();
  private final Path home;

  Library(Path home) {
    this.home = home;
  }

  /** The directory of a population's records; it is complete whenever it exists. */
  Path of(Population population) throws IOException, InterruptedException {
    Path kept = home.resolve(population.key());
    if (Files.isDirectory(kept)) {
      return kept;
    }
    Files.createDirectories(home);
    Path draft = Files.createTempDirectory(home, "draft-");
    try {
      Path records = Files.createDirectory(draft.resolve("records"));
      write(Synthea.generate(population, draft), records);
      keep(records, kept);
    } finally {
      delete(draft);
    }
    return kept;
  }

  private static void keep(Path records, Path kept) throws IOException {
    try {
      Files.move(records, kept, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Another process may have been faster; it has made the same.
      if (!Files.isDirectory(kept)) {
        throw e;
      }
    }
  }

  private void write(Path generated, Path records) throws IOException {
    JsonNode hospitals = json.createObjectNode();
    JsonNode practitioners = json.createObjectNode();
    List<JsonNode> bundles = new ArrayList<>();
    for (Path file : files(generated)) {
      JsonNode bundle = json.readTree(file.toFile());
      String name = file.getFileName().toString();
      if (name.startsWith("hospitalInformation")) {
        hospitals = bundle;
      } else if (name.startsWith("practitionerInformation")) {
        practitioners = bundle;
      } else {
        bundles.add(bundle);
      }
    }
    References shared = new References();
    shared.learn(hospitals);
    shared.learn(practitioners);
    Rewriting rewriting = new Rewriting(shared);
    ObjectNode reference =
        Rewriting.join(rewriting.transaction(hospitals), rewriting.transaction(practitioners));
    json.writeValue(records.resolve("reference.json").toFile(), reference);

    Files.createDirectory(records.resolve("patients"));
    List<PatientRecord> index = new ArrayList<>();
    for (JsonNode bundle : bundles) {
      shared.learn(bundle);
      PatientRecord patient = PatientRecord.of(bundle);
      json.writeValue(records.resolve(patient.file()).toFile(), rewriting.transaction(bundle));
      index.add(patient);
    }
    json.writerWithDefaultPrettyPrinter()
        .writeValue(
            records.resolve("index.json").toFile(),
            Map.of("reference", "reference.json", "patients", index));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
