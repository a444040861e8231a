// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it.memory;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.Known;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.Rules;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.consent.Verdict;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Entry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One hosting, and what was decided on it while the server runs: enough to sign in with. */
final class MemoryConsent implements InvocationHandler {
  private static final Host HOST =
      new Host("nuage-sante", "Mémoire vive", Examples.host().kind(), Examples.host().sheet());
  private static final Notice NOTICE =
      new Notice(
          Examples.HOSTING,
          1,
          Examples.NOW,
          new TreeMap<>(Map.of("fr", new NoticeText("fr", "De mémoire", "Rien n’est écrit."))));

  private final List<Entry> entries = new ArrayList<>();

  @Override
  public synchronized Object invoke(Object proxy, Method method, Object[] arguments)
      throws Throwable {
    try {
      return switch (method.getName()) {
        case "put" -> true;
        case "host" -> Optional.of(HOST);
        case "hosting" -> Optional.of(Examples.hosting(1));
        case "publish" -> Optional.of(NOTICE);
        case "standings" -> List.of(standing((Patient) arguments[1]));
        case "known" -> new Known(entries.size(), List.of(standing((Patient) arguments[1])));
        case "questions" ->
            List.of(new Question(standing((Patient) arguments[1]), HOST, NOTICE, null));
        case "decide" ->
            decide((String) arguments[0], (Patient) arguments[1], (Answer) arguments[2]);
        default -> {
          if (method.isDefault()) {
            yield InvocationHandler.invokeDefault(proxy, method, arguments);
          }
          throw new UnsupportedOperationException(method.getName());
        }
      };
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Standing standing(Patient patient) {
    Entry last = null;
    for (Entry entry : entries) {
      last = entry.statement().patient().equals(patient.id()) ? entry : last;
    }
    return new Standing(Examples.hosting(1), last);
  }

  private Outcome decide(String realm, Patient patient, Answer answer) {
    Verdict verdict = Rules.judge(patient, answer, standing(patient), NOTICE);
    if (verdict instanceof Verdict.Refused refused) {
      return new Outcome.Refused(refused.reason());
    }
    Chain end =
        entries.isEmpty()
            ? Chain.empty(realm)
            : Chain.empty(realm).with(entries.get(entries.size() - 1));
    Entry entry = end.next(((Verdict.Accepted) verdict).statement(), "0".repeat(32));
    entries.add(entry);
    return new Outcome.Recorded(entry);
  }
}
