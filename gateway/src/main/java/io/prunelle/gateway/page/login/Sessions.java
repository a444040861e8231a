// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions of this instance, bounded in number and time. Only a completed sign-in opens one, so
 * no stranger can fill it, and an id that was set from outside is never taken up.
 */
final class Sessions {

  private final SessionLimits limits;
  private final Clock clock;

  /** By digest of the id, least recently used first: a dump of the heap holds no usable id. */
  private final Map<String, Session> sessions = new LinkedHashMap<>(64, 0.75f, true);

  Sessions(SessionLimits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** Keeps a session and gives its new id. */
  synchronized String open(Session session) {
    dropOver(clock.instant());
    makeRoom(session.caller().subject());
    String id = Secrets.fresh();
    sessions.put(Secrets.sha256(id), session);
    return id;
  }

  /** The session of an id, if it lasts; counts as use. */
  synchronized Optional<Session> find(String id) {
    String key = Secrets.sha256(id);
    Session session = sessions.get(key);
    if (session == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (session.over(limits, now)) {
      sessions.remove(key);
      return Optional.empty();
    }
    session.touch(now);
    return Optional.of(session);
  }

  synchronized void close(String id) {
    sessions.remove(Secrets.sha256(id));
  }

  synchronized int count() {
    return sessions.size();
  }

  private void dropOver(Instant now) {
    sessions.values().removeIf(session -> session.over(limits, now));
  }

  private void makeRoom(String subject) {
    long own =
        sessions.values().stream().filter(one -> one.caller().subject().equals(subject)).count();
    Iterator<Session> leastRecent = sessions.values().iterator();
    while (leastRecent.hasNext() && own >= limits.perSubject()) {
      if (leastRecent.next().caller().subject().equals(subject)) {
        leastRecent.remove();
        own--;
      }
    }
    Iterator<Session> any = sessions.values().iterator();
    while (sessions.size() >= limits.total() && any.hasNext()) {
      any.next();
      any.remove();
    }
  }
}
