// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.setup;

import java.util.HashMap;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;

/** One of the actions at login: registered and enabled, not put on each new user. */
final class LoginAction {
  private final RealmModel realm;
  private final String id;
  private final String name;
  private final String without;

  /**
   * @param without what is missing where it is disabled
   */
  LoginAction(RealmModel realm, String id, String name, String without) {
    this.realm = realm;
    this.id = id;
    this.name = name;
    this.without = without;
  }

  void run(Report report) {
    RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(id);
    String what = "required action " + id;
    if (action == null) {
      register();
      report.created().add(what);
    } else if (!action.isEnabled()) {
      report.wrong().add(what + ": disabled, so that " + without);
    } else if (action.isDefaultAction()) {
      // set on the user it would lock logins without a screen out
      report.wrong().add(what + ": a default action, so that it is put on each new user");
    } else {
      report.present().add(what);
    }
  }

  private void register() {
    RequiredActionProviderModel action = new RequiredActionProviderModel();
    action.setAlias(id);
    action.setProviderId(id);
    action.setName(name);
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
