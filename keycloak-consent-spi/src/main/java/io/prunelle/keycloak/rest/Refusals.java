// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.server.ServerTime;
import java.time.Duration;

/** What callers are told about an answer that was not taken. */
final class Refusals {
  private Refusals() {}

  static Problem problem(Refusal refusal) {
    if (refusal instanceof Refusal.UnknownHosting) {
      return new Problem(ProblemType.UNKNOWN_HOSTING, "hosting: no such hosting");
    }
    if (refusal instanceof Refusal.NoticeNotNamed notNamed) {
      return new Problem(
              ProblemType.NOTICE_NOT_NAMED,
              "notice: is required, the version that was shown; the current one is "
                  + notNamed.current())
          .with("current", notNamed.current());
    }
    if (refusal instanceof Refusal.NoticeNotCurrent notCurrent) {
      return new Problem(
              ProblemType.NOTICE_NOT_CURRENT,
              "notice: the current version is " + notCurrent.current())
          .with("current", notCurrent.current());
    }
    if (refusal instanceof Refusal.NoSuchLanguage noText) {
      return new Problem(
          ProblemType.NO_SUCH_LANGUAGE, "language: the notice has no text in " + noText.language());
    }
    if (refusal instanceof Refusal.TextDiffers) {
      return new Problem(
          ProblemType.TEXT_DIFFERS,
          "digest, described: what was shown is not the notice's text, or not what is so now");
    }
    if (refusal instanceof Refusal.HostingClosed closed) {
      return new Problem(
              ProblemType.HOSTING_CLOSED,
              "hosting: is " + closed.status() + " and takes no such decision")
          .with("hostingStatus", closed.status().name());
    }
    if (refusal instanceof Refusal.OtherLegalBasis other) {
      return new Problem(
              ProblemType.OTHER_LEGAL_BASIS,
              "decision: is none of the legal basis " + other.basis())
          .with("legalBasis", other.basis().name());
    }
    if (refusal instanceof Refusal.ReasonMissing) {
      return new Problem(ProblemType.REASON_MISSING, "reason: is required of an objection");
    }
    if (refusal instanceof Refusal.AlreadyObjected) {
      return new Problem(ProblemType.ALREADY_OBJECTED, "decision: the objection stands already");
    }
    if (refusal instanceof Refusal.NoSuchObjection) {
      return new Problem(ProblemType.NO_SUCH_OBJECTION, "no such objection waits for an answer");
    }
    if (refusal instanceof Refusal.TooYoung) {
      return new Problem(
          ProblemType.TOO_YOUNG, "decision: a guardian permits for a patient of that age");
    }
    if (refusal instanceof Refusal.AgeNotAssured) {
      return new Problem(
          ProblemType.AGE_NOT_ASSURED,
          "decision: users of this realm can edit birthdate, so that none of them permits");
    }
    if (refusal instanceof Refusal.TooManyRequests tooMany) {
      return Problem.tooManyRequests(
          Math.max(1, Duration.between(ServerTime.now(), tooMany.next()).toSeconds()));
    }
    if (refusal instanceof Refusal.PaperTooOld) {
      return new Problem(
          ProblemType.PAPER_TOO_OLD,
          "paper.date: what it permits has ended, or it is much older than the notice");
    }
    if (refusal instanceof Refusal.PaperOvertaken) {
      return new Problem(
          ProblemType.PAPER_OVERTAKEN, "paper.date: the patient has decided since it was signed");
    }
    if (refusal instanceof Refusal.AlreadyRecorded recorded) {
      return new Problem(
              ProblemType.ALREADY_RECORDED,
              "paper.digest: this decision was recorded from this paper before")
          .with("position", recorded.position());
    }
    return new Problem(
        ProblemType.NOTHING_TO_WITHDRAW, "decision: there is no permission in force to withdraw");
  }
}
