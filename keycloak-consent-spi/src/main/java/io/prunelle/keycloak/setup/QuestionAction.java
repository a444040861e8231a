// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.setup;

import io.prunelle.keycloak.login.HostingConsentActionFactory;
import java.util.HashMap;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;

/** The question at login: registered and enabled, not put on each new user. */
final class QuestionAction {
  private static final String WHAT = "required action " + HostingConsentActionFactory.ID;

  private final RealmModel realm;

  QuestionAction(RealmModel realm) {
    this.realm = realm;
  }

  void run(Report report) {
    RequiredActionProviderModel action =
        realm.getRequiredActionProviderByAlias(HostingConsentActionFactory.ID);
    if (action == null) {
      register();
      report.created().add(WHAT);
    } else if (!action.isEnabled()) {
      report.wrong().add(WHAT + ": disabled, so that nobody is asked");
    } else if (action.isDefaultAction()) {
      // set on the user it would lock logins without a screen out
      report.wrong().add(WHAT + ": a default action, so that it is put on each new user");
    } else {
      report.present().add(WHAT);
    }
  }

  private void register() {
    RequiredActionProviderModel action = new RequiredActionProviderModel();
    action.setAlias(HostingConsentActionFactory.ID);
    action.setProviderId(HostingConsentActionFactory.ID);
    action.setName("Hosting consent");
    action.setEnabled(true);
    action.setDefaultAction(false);
    action.setPriority(
        realm
                .getRequiredActionProvidersStream()
                .mapToInt(RequiredActionProviderModel::getPriority)
                .max()
                .orElse(0)
            + 1);
    action.setConfig(new HashMap<>());
    realm.addRequiredActionProvider(action);
  }
}
