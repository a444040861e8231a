// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProblemTypeTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z-]+)` \\| ([0-9]{3}) \\| .{10,} \\|$", Pattern.MULTILINE);

  @Test
  void eachTypeIsDocumentedAndWhatIsDocumentedExists() throws IOException {
    Map<String, Integer> documented = new TreeMap<>();
    Matcher rows = ROW.matcher(Files.readString(Path.of("docs/problems.md")));
    while (rows.find()) {
      documented.put(rows.group(1), Integer.valueOf(rows.group(2)));
    }

    Map<String, Integer> known = new TreeMap<>();
    Arrays.stream(ProblemType.values()).forEach(type -> known.put(type.code(), type.status()));
    assertThat(documented).isEqualTo(known);
  }

  @Test
  void aProblemIsWrittenAsRfc9457Says() {
    Problem problem =
        new Problem(ProblemType.NOTICE_NOT_CURRENT, "notice: the current version is 3")
            .with("current", 3);

    assertThat(Json.write(problem.document()))
        .isEqualTo(
            "{\"type\":\"urn:prunelle:problem:notice-not-current\",\"title\":\"The notice has"
                + " changed\",\"status\":409,\"detail\":\"notice: the current version is"
                + " 3\",\"current\":3}");
  }
}
