// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * All that a FHIR server shows to who asks for each type of R4 by a search, page after page, in
 * {@link CanonicalJson}, by {@code Type/id}. Whoever moves records has no part in this.
 */
record HostContents(Map<String, String> resources) {

  private static final Set<String> TYPES =
      FhirContext.forR4Cached().getResourceTypes().stream()
          // nobody stores it (FHIR R4, parameters.html)
          .filter(type -> !type.equals("Parameters"))
          .collect(Collectors.toSet());

  static HostContents of(Http http, String fhir) {
    Map<String, String> resources = new ConcurrentHashMap<>();
    TYPES.parallelStream()
        .forEach(type -> read(http, fhir + "/" + type + "?_count=200", resources));
    return new HostContents(new TreeMap<>(resources));
  }

  private static void read(Http http, String first, Map<String, String> resources) {
    String next = first;
    while (next != null) {
      Http.Answer answer = http.get(next, null);
      assertThat(answer.status()).as(next + answer.body()).isEqualTo(200);
      JsonNode page = CanonicalJson.read(answer.body());
      for (JsonNode entry : page.path("entry")) {
        JsonNode resource = entry.path("resource");
        String key = CanonicalJson.key(resource);
        assertThat(resources.put(key, CanonicalJson.of(resource))).as(key + " twice").isNull();
      }
      next = null;
      for (JsonNode link : page.path("link")) {
        if (link.path("relation").asText().equals("next")) {
          next = link.path("url").asText();
        }
      }
    }
  }

  /** What names the patient, by an id or a reference, wherever. */
  Map<String, String> record(String patient) {
    return resources.entrySet().stream()
        .filter(resource -> resource.getValue().contains(patient))
        .collect(
            Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
  }

  /** The same without the files that hold what the record was at the hosts before. */
  Map<String, String> recordOfNow(String patient) {
    Map<String, String> record = record(patient);
    for (String text : List.copyOf(record.values())) {
      JsonNode resource = CanonicalJson.read(text);
      if (resource.at("/type/text").asText().contains("Earlier versions")) {
        record.remove(CanonicalJson.key(resource));
        resource.at("/content").forEach(file -> record.remove(file.at("/attachment/url").asText()));
      }
    }
    return record;
  }

  /** The text of the files that hold what the record was at the hosts before. */
  String earlierVersions(String patient) {
    Map<String, String> record = record(patient);
    Set<String> files = new HashSet<>(record.keySet());
    files.removeAll(recordOfNow(patient).keySet());
    return new TreeSet<>(files)
        .stream()
            .map(key -> CanonicalJson.read(record.get(key)).path("data").asText())
            .map(data -> new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8))
            .collect(Collectors.joining());
  }
}
