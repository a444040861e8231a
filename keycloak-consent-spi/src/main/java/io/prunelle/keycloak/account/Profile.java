// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.account;

import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.patient.Staff;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.keycloak.models.UserModel;

/**
 * Which of a user's attributes the user is told: those that the realm's user profile lets users see
 * of themselves, and those by which this extension treats them as what they are. Of others, that
 * there are some: an attribute may hold what another extension keeps secret from its user, such as
 * the code that it just sent.
 */
final class Profile {
  /** What all names and values together have, in characters. */
  static final int LONGEST = 200_000;

  private static final String MEMBER = "attributes";

  private static final Set<String> OWN =
      Set.of(Patients.ATTRIBUTE, Patients.BIRTHDATE, Patients.PROTECTED_ADULT, Staff.STAFF_OF);

  /** Told by themselves. */
  private static final Set<String> NAMES =
      Set.of(UserModel.USERNAME, UserModel.FIRST_NAME, UserModel.LAST_NAME, UserModel.EMAIL);

  private final Map<String, List<String>> held;
  private final Set<String> seen;
  private final Set<String> wards;

  /**
   * A user's.
   *
   * @param held all attributes
   * @param seen names of those that the realm shows the user
   * @param wards FHIR ids of those whose guardian the user is told to be
   */
  Profile(Map<String, List<String>> held, Set<String> seen, Set<String> wards) {
    this.held = new TreeMap<>(held);
    this.seen = seen;
    this.wards = wards;
  }

  Account.Attributes told(Bounds bounds) {
    Map<String, List<String>> told = new TreeMap<>();
    int withheld = 0;
    int length = 0;
    for (Map.Entry<String, List<String>> attribute : held.entrySet()) {
      String name = attribute.getKey();
      if (NAMES.contains(name) || attribute.getValue().isEmpty()) {
        continue;
      }
      if (!seen.contains(name) && !OWN.contains(name)) {
        withheld += isToldAsWards(attribute) ? 0 : 1;
        continue;
      }
      int longer = length + length(attribute);
      if (told.size() == Bounds.MOST || longer > LONGEST) {
        bounds.cut(MEMBER);
        continue;
      }
      length = longer;
      told.put(name, List.copyOf(attribute.getValue()));
    }
    return new Account.Attributes(told, withheld);
  }

  /** Ids of whom the user is no guardian are not shown for having been put there. */
  private boolean isToldAsWards(Map.Entry<String, List<String>> attribute) {
    return attribute.getKey().equals(Patients.GUARDIAN_OF)
        && wards.containsAll(attribute.getValue());
  }

  private static int length(Map.Entry<String, List<String>> attribute) {
    long length = attribute.getKey().length();
    for (String value : attribute.getValue()) {
      length += value.length() + 1L;
    }
    return (int) Math.min(length, LONGEST + 1L);
  }
}
