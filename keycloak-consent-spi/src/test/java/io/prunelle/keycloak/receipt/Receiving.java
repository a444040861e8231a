// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Rules;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.consent.Verdict;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import java.util.List;
import java.util.TreeMap;

/** A decision on the third version of a notice, as the 1042nd entry of a ledger. */
final class Receiving {
  static final String ISSUER = "https://sso.example.org/realms/sante";
  static final Controller CONTROLLER =
      new Controller(
          "cabinet-des-lilas", "Cabinet des Lilas", "1 rue des Lilas, 75020 Paris", null);

  private Receiving() {}

  static Notice notice() {
    TreeMap<String, NoticeText> texts = new TreeMap<>();
    Examples.texts().forEach(text -> texts.put(text.language(), text));
    return new Notice(Examples.HOSTING, 3, Examples.NOW.minusSeconds(60), texts);
  }

  static Entry entry(Decision decision) {
    Verdict verdict =
        Rules.judge(
            Examples.PATIENT,
            Examples.answer(decision, 3),
            new Standing(Examples.hosting(3), null),
            notice());
    return new Chain(1041, "0".repeat(64))
        .next(((Verdict.Accepted) verdict).statement(), Examples.SALT);
  }

  static Evidence evidence(Decision decision) {
    return Evidence.of(entry(decision), List.of(notice()), null, CONTROLLER, circumstances());
  }

  static Circumstances circumstances() {
    return Circumstances.of(Examples.hosting(3), Examples.host());
  }
}
