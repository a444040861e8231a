// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.Refusal;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.utils.FormMessage;

/** What a page says about the answer before. */
enum Message {
  NONE,
  /** The form lacked something. */
  UNCLEAR,
  /** The notice is another by now. */
  CHANGED,
  /** An objection came without a reason. */
  REASON,
  /** An objection's reason is longer than what is kept. */
  LONG,
  /** The patient permits and withdraws too often. */
  OFTEN;

  static Message of(Refusal refusal) {
    if (refusal instanceof Refusal.ReasonMissing) {
      return REASON;
    }
    // else the notice changed while the page was open, or the form was tampered with
    return refusal instanceof Refusal.TooManyRequests ? OFTEN : CHANGED;
  }

  void on(LoginFormsProvider form) {
    switch (this) {
      case NONE -> {}
      case UNCLEAR -> form.setError("hostingConsentUnclear");
      case CHANGED -> form.setError("hostingConsentChanged");
      case OFTEN -> form.setError("hostingConsentOften");
      case LONG ->
          form.addError(
              new FormMessage("reason", "hostingConsentReasonLong", Answer.LONGEST_REASON));
      case REASON -> form.addError(new FormMessage("reason", "hostingConsentReasonMissing"));
    }
  }
}
