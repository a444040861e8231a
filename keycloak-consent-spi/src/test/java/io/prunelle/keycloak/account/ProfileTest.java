// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which attributes a person is told of. */
class ProfileTest {
  private final Bounds bounds = new Bounds();

  @Test
  void whatTheRealmShowsItsUsersIsToldAndOfTheRestHowManyThereAre() {
    Account.Attributes attributes =
        told(
            Map.of(
                "locale", List.of("fr"),
                "phone", List.of("0102", "0304"),
                "sms_code", List.of("734211"),
                "LDAP_ENTRY_DN", List.of("uid=anne")),
            Set.of("locale", "phone"),
            Set.of());

    assertThat(attributes)
        .isEqualTo(
            new Account.Attributes(
                Map.of("locale", List.of("fr"), "phone", List.of("0102", "0304")), 2));
    assertThat(bounds.cut()).isEmpty();
  }

  @Test
  void byWhatPeopleAreTreatedTheyAreToldWhateverTheRealmShows() {
    Account.Attributes attributes =
        told(
            Map.of(
                "patient_id", List.of("pat-zoe"),
                "birthdate", List.of("2016-01-01"),
                "protected_adult", List.of("true"),
                "staff_of", List.of("cabinet-des-lilas")),
            Set.of(),
            Set.of());

    assertThat(attributes.told())
        .containsOnlyKeys("patient_id", "birthdate", "protected_adult", "staff_of");
    assertThat(attributes.withheld()).isZero();
  }

  @Test
  void nobodyIsShownIdsOfWhomTheyAreNoGuardianOf() {
    Map<String, List<String>> held = Map.of("guardian_of", List.of("pat-zoe", "pat-adult"));

    // Given a slip, or somebody who has come of age: told of in no more than that there is more
    Account.Attributes slip = told(held, Set.of(), Set.of("pat-zoe"));
    assertThat(slip).isEqualTo(new Account.Attributes(Map.of(), 1));

    // Given what is told as the wards already: nothing is kept from them
    Account.Attributes whole = told(held, Set.of(), Set.of("pat-zoe", "pat-adult"));
    assertThat(whole).isEqualTo(new Account.Attributes(Map.of(), 0));
  }

  @Test
  void namesAndAddressAreNotToldTwice() {
    Map<String, List<String>> held =
        Map.of(
            "username", List.of("anne"),
            "firstName", List.of("Anne"),
            "lastName", List.of("Roux"),
            "email", List.of("anne@example.org"));

    assertThat(told(held, Set.of("username", "email"), Set.of()))
        .isEqualTo(new Account.Attributes(Map.of(), 0));
  }

  @Test
  void whatIsTooLongIsLeftOutWholeAndSaidToBe() {
    Account.Attributes attributes =
        told(
            Map.of("a", List.of("x".repeat(Profile.LONGEST)), "b", List.of("short")),
            Set.of("a", "b"),
            Set.of());

    assertThat(attributes.told()).containsOnlyKeys("b");
    assertThat(bounds.cut()).containsExactly("attributes");
  }

  @Test
  void noMoreAttributesAreToldThanThereMayBe() {
    Map<String, List<String>> held = new TreeMap<>();
    for (int i = 0; i <= Bounds.MOST; i++) {
      held.put("attribute-" + i, List.of("x"));
    }

    assertThat(told(held, held.keySet(), Set.of()).told()).hasSize(Bounds.MOST);
    assertThat(bounds.cut()).containsExactly("attributes");
  }

  private Account.Attributes told(
      Map<String, List<String>> held, Set<String> seen, Set<String> wards) {
    return new Profile(held, seen, wards).told(bounds);
  }
}
