// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/** Why a report was not taken. What was written stays in the form. */
public enum ReportMistake {
  TOO_LONG("report.words.wrong"),
  /** The access was reported before, by the patient or for them. */
  ALREADY("report.words.already"),
  TOO_MANY("report.words.many"),
  /** It cannot be told whether it arrived: the same words sent once more are one report. */
  LATER("report.words.later"),
  /** Nothing: it waits to be sent once more, after a new sign-in. */
  SIGNED_IN("office.signedIn");

  private final String key;

  ReportMistake(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }
}
