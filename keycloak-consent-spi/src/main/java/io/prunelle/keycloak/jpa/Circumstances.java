// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Sha256;
import jakarta.persistence.EntityManager;
import java.util.List;
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

  private record Content(List<String> purposes, Host host) {}

  /**
   * Keeps what is so now; the caller holds the ledger's lock, so nobody writes the same at once.
   */
  void keep(Entry entry, Hosting hosting) {
    now(hosting)
        .ifPresent(
            content -> {
              String id = Sha256.hex(content);
              if (em.find(CircumstancesEntity.class, new RealmKey(realm, id)) == null) {
                em.persist(new CircumstancesEntity(realm, id, content));
              }
              em.persist(new DecidedUnderEntity(realm, entry.position(), id));
            });
  }

  /** Whether what an entry was written under is so still. */
  boolean are(Entry entry, Hosting hosting) {
    return of(entry.position()).equals(now(hosting));
  }

  private Optional<String> now(Hosting hosting) {
    return new Hosts(em, realm)
        .find(hosting.id().host())
        .map(host -> Json.write(new Content(hosting.purposes(), host)));
  }

  Optional<String> of(long position) {
    return Optional.ofNullable(em.find(DecidedUnderEntity.class, new EntryKey(realm, position)))
        .map(
            under -> em.find(CircumstancesEntity.class, new RealmKey(realm, under.circumstances())))
        .map(CircumstancesEntity::content);
  }
}
