// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Mailing;
import io.prunelle.keycloak.consent.Mailing.Verdict;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table of who wants mail. A patient gets one a day at most, whoever asks for it to be sent.
 */
final class Mails {
  static final Duration BETWEEN = Duration.ofDays(1);

  /** Longer than a mail server is waited for: whoever has not said by then has failed or died. */
  static final Duration UNDER_WAY = Duration.ofMinutes(2);

  private final EntityManager em;
  private final String realm;

  Mails(EntityManager em, String realm) {
    this.em = em;
    this.realm = realm;
  }

  boolean isWanted(String patient, String user) {
    MailEntity found = em.find(MailEntity.class, new RealmKey(realm, patient));
    return found != null && found.isWantedBy(user);
  }

  void want(String patient, String user, @Nullable Instant since) {
    MailEntity found = new Lock(em, realm).row(MailEntity.class, patient);
    if (found == null) {
      found = new MailEntity(realm, patient, user);
      em.persist(found);
    }
    found.want(user, since);
  }

  Mailing begin(String patient, String user, UUID mail, Instant now) {
    MailEntity found = locked(patient);
    if (found == null || !found.isWantedBy(user)) {
      return Mailing.of(Verdict.UNWANTED);
    }
    if (found.isLast(mail) && found.isSent()) {
      return Mailing.of(Verdict.SENT);
    }
    Instant last = found.lastAt();
    Instant next = last == null ? now : last.plus(found.isSent() ? BETWEEN : UNDER_WAY);
    if (next.isAfter(now)) {
      return new Mailing(Verdict.LATER, Duration.between(now, next));
    }
    found.begin(mail, now);
    return Mailing.of(Verdict.SEND);
  }

  void sent(String patient, UUID mail) {
    MailEntity found = locked(patient);
    if (found != null && found.isLast(mail)) {
      found.sent();
    }
  }

  private @Nullable MailEntity locked(String patient) {
    return em.find(MailEntity.class, new RealmKey(realm, patient), LockModeType.PESSIMISTIC_WRITE);
  }
}
