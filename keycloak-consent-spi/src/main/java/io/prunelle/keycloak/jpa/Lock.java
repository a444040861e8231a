// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import org.jspecify.annotations.Nullable;

/**
 * Locks rows of a realm until the end of the transaction, so that they can be judged and changed.
 */
final class Lock {
  private final EntityManager em;
  private final String realm;

  Lock(EntityManager em, String realm) {
    this.em = em;
    this.realm = realm;
  }

  /** The row as it is now; null when there is none, and then nobody else can make it either. */
  <E> @Nullable E row(Class<E> type, String id) {
    E found = find(type, id);
    if (found == null) {
      // what is not there cannot be locked: two that create take turns on the ledger's lock
      new Ledger(em, realm).lock();
      found = find(type, id);
    }
    return found;
  }

  private <E> @Nullable E find(Class<E> type, String id) {
    E found = em.find(type, new RealmKey(realm, id), LockModeType.PESSIMISTIC_WRITE);
    if (found != null) {
      // an earlier look in the same session would hide what others committed since
      em.refresh(found, LockModeType.PESSIMISTIC_WRITE);
    }
    return found;
  }
}
