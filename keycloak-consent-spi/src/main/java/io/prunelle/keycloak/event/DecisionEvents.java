// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.event;

import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;

/** The event of a decision: type {@code UPDATE_CONSENT}, with the entry's facts as details. */
final class DecisionEvents {
  private final EventBuilder events;

  /**
   * Reports into a login's or a request's events.
   *
   * @param events carries realm, user, client and session already; is not changed
   */
  DecisionEvents(EventBuilder events) {
    this.events = events;
  }

  /** Reports an entry that is in the ledger. */
  void decided(Entry entry) {
    events
        .clone()
        .event(EventType.UPDATE_CONSENT)
        .detail("hosting", entry.statement().hosting())
        .detail("hosting_decision", entry.statement().decision().name())
        .detail("hosting_notice", Integer.toString(entry.statement().notice()))
        .detail("hosting_by", entry.statement().by().role().name())
        .detail("hosting_channel", entry.statement().channel().name())
        .detail("ledger_position", Long.toString(entry.position()))
        .success();
  }

  /** Reports an answer that was not taken. */
  void refused(String reason, Decision decision) {
    events
        .clone()
        .event(EventType.UPDATE_CONSENT)
        .detail("hosting_decision", decision.name())
        .error(reason);
  }
}
