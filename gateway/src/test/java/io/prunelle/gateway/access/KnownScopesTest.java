// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.token.Caller;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose scopes were read before makes no difference to anybody. */
final class KnownScopesTest {

  private static Caller caller(Set<String> scopes) {
    return new Caller(
        "u", "Dr M", Set.of(), Set.of(), null, null, Map.of(), scopes, null, null, false, null);
  }

  @Test
  void eachHasWhatTheirOwnScopesGrantHoweverManyThereAre() {
    KnownScopes known = new KnownScopes();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 2_500; i++) {
        Set<String> scopes =
            Set.of("openid", "user/" + (i % 2 == 0 ? "Patient" : "*") + ".r", "other-" + i);

        assertThat(known.of(caller(scopes))).isEqualTo(Scopes.of(scopes));
      }
    }
  }

  @Test
  void scopesAreNotKnownByWhatTheyHaveInCommon() {
    KnownScopes known = new KnownScopes();

    assertThat(known.of(caller(Set.of("patient/*.rs"))).scopes()).hasSize(1);
    assertThat(known.of(caller(Set.of())).scopes()).isEmpty();
    assertThat(known.of(caller(Set.of("patient/*.rs", "user/*.cruds"))).scopes()).hasSize(2);
  }
}
