// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rules under which an answer becomes a decision, for {@code EXPLICIT_CONSENT}. */
public final class Rules {
  private Rules() {}

  /**
   * Judges an answer against what is current; the caller holds the ledger's lock.
   *
   * @param standing the patient's standing with that hosting
   * @param notice the hosting's current notice
   */
  public static Verdict judge(Patient patient, Answer answer, Standing standing, Notice notice) {
    Instant at = answer.given().at();
    Integer version = answer.notice();
    if (version == null && answer.decision() == Decision.PERMIT) {
      // GDPR art. 4(11), 7(1): consent is specific and informed; to what, has to be demonstrable
      return refused(new Refusal.NoticeNotNamed(notice.version()));
    }
    if (version != null && version != notice.version()) {
      return refused(new Refusal.NoticeNotCurrent(notice.version()));
    }
    if (answer.decision() == Decision.WITHDRAW && standing.state(at) != State.PERMIT) {
      return refused(new Refusal.NothingToWithdraw());
    }
    String language = answer.text().language();
    if (language != null && !notice.texts().containsKey(language)) {
      return refused(new Refusal.NoSuchLanguage(language));
    }
    return shown(answer.text(), notice)
        .<Verdict>map(
            text -> new Verdict.Accepted(statement(patient, answer, standing, notice, text)))
        .orElseGet(() -> refused(new Refusal.TextDiffers()));
  }

  private static Optional<NoticeText> shown(Answer.Shown shown, Notice notice) {
    String digest = shown.digest();
    if (shown.language() != null) {
      NoticeText text = notice.text(List.of(shown.language()));
      return digest == null || digest.equals(notice.digest(text))
          ? Optional.of(text)
          : Optional.empty();
    }
    if (digest != null) {
      return notice.texts().values().stream()
          .filter(text -> digest.equals(notice.digest(text)))
          .findFirst();
    }
    return Optional.of(notice.text(shown.wanted()));
  }

  private static Statement statement(
      Patient patient, Answer answer, Standing standing, Notice notice, NoticeText text) {
    Answer.Given given = answer.given();
    return new Statement(
        patient.id(),
        answer.hosting().toString(),
        notice.version(),
        answer.decision(),
        given.at(),
        answer.decision() == Decision.PERMIT ? standing.hosting().until(given.at()) : null,
        given.channel(),
        given.by(),
        notice.digest(text),
        text.language(),
        given.authentication());
  }

  private static Verdict refused(Refusal reason) {
    return new Verdict.Refused(reason);
  }
}
