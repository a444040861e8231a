// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.records;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;

/**
 * A record and whose it is.
 *
 * @param id of the FHIR Patient
 * @param resources how many resources it has, as a measure of its size
 * @param bundle a transaction that puts the whole record under its own ids
 */
public record PatientRecord(String id, String given, String family, int resources, Path bundle) {

  static PatientRecord of(JsonNode line, Path directory) {
    return new PatientRecord(
        line.path("id").asText(),
        line.path("given").asText(),
        line.path("family").asText(),
        line.path("resources").asInt(),
        directory.resolve(line.path("file").asText()));
  }

  /** First given name and family name, in small letters without accents: {@code ana.sierra}. */
  public String username() {
    return plain(given.split(" ", 2)[0]) + "." + plain(family);
  }

  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFD)
        .replaceAll("[^\\p{Alpha}]", "")
        .toLowerCase(Locale.ROOT);
  }
}
