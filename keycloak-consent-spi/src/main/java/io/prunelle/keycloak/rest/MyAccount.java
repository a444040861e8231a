// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.account.Accounts;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code me/account}: what the realm holds of the caller beside decisions. The caller's own alone:
 * no parameter names anybody, and a guardian is told of no ward's account, whose address, sessions
 * and ways to sign in would show where the ward is and how to become them.
 */
final class MyAccount {
  private final PatientCall call;

  MyAccount(PatientCall call) {
    this.call = call;
  }

  /** Of a patient, or of a guardian who is none. */
  Response get() {
    return call.deciding(
        caller -> {
          List<String> wards = caller.wards().stream().map(ward -> ward.patient().id()).toList();
          return Replies.json(
              new Accounts(call.session(), call.realm())
                  .of(
                      new Accounts.Whose(
                          caller.user(),
                          caller.session().getId(),
                          patient(caller),
                          wards,
                          mail(caller))));
        });
  }

  private static @Nullable String patient(Caller caller) {
    return caller.self().map(self -> self.patient().id()).orElse(null);
  }

  private @Nullable String mail(Caller caller) {
    String patient = patient(caller);
    return patient == null ? null : new MyMail(call).state(caller.user(), patient).name();
  }
}
