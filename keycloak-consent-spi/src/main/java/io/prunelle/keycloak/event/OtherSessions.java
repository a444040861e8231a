// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.event;

import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.EventBuilder;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Ends the patient's other sessions, offline ones too, when the patient refuses, withdraws or
 * objects, in realms that want it: applications then have to ask for new tokens, which tell.
 */
final class OtherSessions {
  /** The realm attribute that switches this on: {@code true}. */
  static final String OPTION = "prunelle.endSessionsOnWithdrawal";

  private static final Set<Decision> ENDING =
      Set.of(Decision.DENY, Decision.WITHDRAW, Decision.OBJECT);

  /** As long as Keycloak itself goes on trying to write a session. */
  private static final long SECOND_LOOK_SECONDS = 10;

  private final KeycloakSession session;
  private final RealmModel realm;

  OtherSessions(KeycloakSession session) {
    this.session = session;
    this.realm = session.getContext().getRealm();
  }

  /**
   * Ends them soon after the request, if this is such a decision. Whatever becomes of the request:
   * the decision is in the ledger.
   *
   * @param kept the session that the decision was taken in; null when the patient was not there
   */
  void end(Entry entry, @Nullable String kept, EventBuilder events) {
    if (!Boolean.parseBoolean(realm.getAttribute(OPTION))
        || !ENDING.contains(entry.statement().decision())) {
      return;
    }
    ExecutorService executor =
        session.getProvider(ExecutorsProvider.class).getExecutor("prunelle-logouts");
    Logouts logouts =
        new Logouts(
            session,
            entry,
            kept,
            events.getEvent(),
            CompletableFuture.delayedExecutor(SECOND_LOOK_SECONDS, TimeUnit.SECONDS, executor));
    session
        .getTransactionManager()
        .enlistAfterCompletion(
            new AbstractKeycloakTransaction() {
              @Override
              protected void commitImpl() {
                executor.execute(logouts);
              }

              @Override
              protected void rollbackImpl() {
                executor.execute(logouts);
              }
            });
  }
}
