// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The persons of an entry, as the chain holds them: committed to under a salt instead of named, so
 * that they can be taken out one day (GDPR art. 17) while the chain still verifies.
 *
 * @param commitment SHA-256 of the RFC 8785 form of {@code {"patient":…,"salt":…,"subject":…}}, 64
 *     hexadecimal digits
 * @param salt random, 32 hexadecimal digits; null once the persons were taken out
 */
public record Persons(String commitment, @Nullable String salt) {
  // no FHIR id has a tilde: a pseudonym never passes for a patient
  private static final Pattern PSEUDONYM = Pattern.compile("~[0-9a-f]{32}");

  static Persons of(Statement statement, String salt) {
    return new Persons(commitment(statement, salt), salt);
  }

  /** Whether {@code patient} is what stands in the place of somebody who was taken out. */
  public static boolean isPseudonym(String patient) {
    return PSEUDONYM.matcher(patient).matches();
  }

  /** Whether these are the statement's persons, or it names none any more. */
  boolean of(Statement statement) {
    if (salt == null) {
      return isPseudonym(statement.patient()) && statement.by().subject() == null;
    }
    return commitment(statement, salt).equals(commitment);
  }

  private static String commitment(Statement statement, String salt) {
    Map<String, @Nullable Object> members = new HashMap<>();
    members.put("patient", statement.patient());
    members.put("salt", salt);
    members.put("subject", statement.by().subject());
    return Sha256.hex(CanonicalJson.write(members));
  }
}
