// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import java.time.Instant;

/** Why an answer was not written to the ledger. */
public sealed interface Refusal {
  /** No such hosting, or none that concerns the patient. */
  record UnknownHosting() implements Refusal {}

  /** The hosting takes no such decision any more. */
  record HostingClosed(HostingStatus status) implements Refusal {}

  /** That cannot be said under the hosting's legal basis. */
  record OtherLegalBasis(LegalBasis basis) implements Refusal {}

  /** Permitting, or being informed, has to say of which version of the notice. */
  record NoticeNotNamed(int current) implements Refusal {}

  /** The answer is to another version than the current one. */
  record NoticeNotCurrent(int current) implements Refusal {}

  /** The notice has no text in that language. */
  record NoSuchLanguage(String language) implements Refusal {}

  /** The text that was shown is not the notice's. */
  record TextDiffers() implements Refusal {}

  /** There is no permission in force that could be withdrawn. */
  record NothingToWithdraw() implements Refusal {}

  /** The patient has decided since the paper was signed. */
  record PaperOvertaken() implements Refusal {}

  /** The same decision was recorded from the same paper before. */
  record AlreadyRecorded(long position) implements Refusal {}

  /** An objection needs a reason. */
  record ReasonMissing() implements Refusal {}

  /** The objection stands already. */
  record AlreadyObjected() implements Refusal {}

  /** The patient is too young to permit, and a guardian has to. */
  record TooYoung() implements Refusal {}

  /** Nobody vouches for the patient's age, who might be too young to permit. */
  record AgeNotAssured() implements Refusal {}

  /**
   * The patient has decided on that hosting too often.
   *
   * @param next when a decision that permits is taken again
   */
  record TooManyRequests(Instant next) implements Refusal {}

  /** What the paper permits is over, or it was signed long before there was the notice. */
  record PaperTooOld() implements Refusal {}

  /** No such objection, or none that waits for an answer. */
  record NoSuchObjection() implements Refusal {}
}
