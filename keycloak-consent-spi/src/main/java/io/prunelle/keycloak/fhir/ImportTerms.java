// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the papers beside what the Consents say.
 *
 * @param now when they are read
 * @param language of the text that was printed, where a Consent does not say; null when not told
 * @param purposes the codes that stand for the purposes of the practice's hostings, which has them
 *     in words; none when not told
 */
public record ImportTerms(Instant now, @Nullable String language, Set<String> purposes) {
  public ImportTerms {
    purposes = Set.copyOf(purposes);
  }
}
