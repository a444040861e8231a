// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

/** Why an answer was not written to the ledger. */
public sealed interface Refusal {
  /** No such hosting, or none that concerns the patient. */
  record UnknownHosting() implements Refusal {}

  /** A permission has to say which version of the notice it is given on. */
  record NoticeNotNamed(int current) implements Refusal {}

  /** The answer is to another version than the current one. */
  record NoticeNotCurrent(int current) implements Refusal {}

  /** The notice has no text in that language. */
  record NoSuchLanguage(String language) implements Refusal {}

  /** The text that was shown is not the notice's. */
  record TextDiffers() implements Refusal {}

  /** There is no permission in force that could be withdrawn. */
  record NothingToWithdraw() implements Refusal {}
}
