// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How Consents are to be imported.
 *
 * @param dryRun whether they are examined only, which is so unless the caller says otherwise
 * @param language of the text that was printed, where a Consent does not say
 * @param purposes the codes that stand for the purposes of the practice's hostings
 */
record ImportRequest(boolean dryRun, @Nullable String language, Set<String> purposes) {
  private static final Set<String> KNOWN = Set.of("dry-run", "language", "purposes");

  /**
   * @throws Problem naming the parameter that breaks a rule; what is misspelt is not taken for left
   *     out
   */
  static ImportRequest read(MultivaluedMap<String, String> query) {
    query.forEach(
        (name, values) -> {
          if (!KNOWN.contains(name) || values.size() != 1) {
            throw invalid(name, KNOWN.contains(name) ? "must be given once" : "is not known");
          }
        });
    String dryRun = query.getFirst("dry-run");
    if (dryRun != null && !List.of("true", "false").contains(dryRun)) {
      throw invalid("dry-run", "must be true or false");
    }
    String language = query.getFirst("language");
    if (language != null && !language.matches("[a-z]{2}")) {
      throw invalid("language", "must be an ISO 639-1 code such as fr");
    }
    String purposes = query.getFirst("purposes");
    if (purposes != null && !purposes.matches("[A-Z]{1,20}(,[A-Z]{1,20}){0,19}")) {
      throw invalid("purposes", "must be codes of v3-ActReason, joined by commas");
    }
    return new ImportRequest(
        !"false".equals(dryRun),
        language,
        purposes == null ? Set.of() : new TreeSet<>(List.of(purposes.split(",", -1))));
  }

  private static Problem invalid(String name, String rule) {
    return new Problem(ProblemType.INVALID_PARAMETER, name + ": " + rule);
  }
}
