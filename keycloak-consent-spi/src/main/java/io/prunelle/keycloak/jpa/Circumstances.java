// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Described;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.ledger.Entry;
import jakarta.persistence.EntityManager;
import java.util.Optional;

/**
 * The tables of what decisions were taken under: hosts and hostings change, what a patient was told
 * of them does not.
 */
final class Circumstances {
  private final EntityManager em;
  private final String realm;

  Circumstances(EntityManager em, String realm) {
    this.em = em;
    this.realm = realm;
  }

  /**
   * Keeps what is so now; the caller holds the ledger's lock, so nobody writes the same at once.
   */
  void keep(Entry entry, Hosting hosting) {
    now(hosting)
        .ifPresent(
            described -> {
              String id = described.hash();
              if (em.find(CircumstancesEntity.class, new RealmKey(realm, id)) == null) {
                em.persist(new CircumstancesEntity(realm, id, described.text()));
              }
              em.persist(new DecidedUnderEntity(realm, entry.position(), id));
            });
  }

  /** Whether what an entry was written under is so still. */
  boolean are(Entry entry, Hosting hosting) {
    return of(entry.position()).equals(now(hosting).map(Described::text));
  }

  /** What is so now. */
  Optional<Described> now(Hosting hosting) {
    return new Hosts(em, realm)
        .find(hosting.id().host())
        .map(host -> new Described(hosting.purposes(), host));
  }

  Optional<String> of(long position) {
    return Optional.ofNullable(em.find(DecidedUnderEntity.class, new EntryKey(realm, position)))
        .map(
            under -> em.find(CircumstancesEntity.class, new RealmKey(realm, under.circumstances())))
        .map(CircumstancesEntity::content);
  }
}
