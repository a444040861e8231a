// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

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
  REASON;

  void on(LoginFormsProvider form) {
    switch (this) {
      case NONE -> {}
      case UNCLEAR -> form.setError("hostingConsentUnclear");
      case CHANGED -> form.setError("hostingConsentChanged");
      case REASON -> form.addError(new FormMessage("reason", "hostingConsentReasonMissing"));
    }
  }
}
