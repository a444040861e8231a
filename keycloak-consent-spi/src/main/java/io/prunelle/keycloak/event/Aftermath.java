// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.event;

import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;

/** What follows on a decision wherever it was taken: its event, and the end of other sessions. */
public final class Aftermath {
  private final KeycloakSession session;
  private final EventBuilder events;
  private final @Nullable String here;

  /**
   * Follows up in a login or a request.
   *
   * @param events carries realm, user, client and session already; is not changed
   * @param here the user session the decision is taken in
   */
  public Aftermath(KeycloakSession session, EventBuilder events, @Nullable String here) {
    this.session = session;
    this.events = events;
    this.here = here;
  }

  /** Follows up on an entry that is in the ledger. */
  public void decided(Entry entry) {
    new DecisionEvents(events).decided(entry);
    new OtherSessions(session).end(entry, here, events);
  }

  /** Reports an answer that the rules did not take, as {@link #refused(String, Decision)}. */
  public void refused(Refusal refusal, Decision decision) {
    String name = refusal.getClass().getSimpleName();
    refused(name.replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT), decision);
  }

  /**
   * Reports an answer that was not taken; stored whatever becomes of the request.
   *
   * @param reason why, in one word; never what the caller wrote
   */
  public void refused(String reason, Decision decision) {
    new DecisionEvents(events).refused(reason, decision);
  }
}
