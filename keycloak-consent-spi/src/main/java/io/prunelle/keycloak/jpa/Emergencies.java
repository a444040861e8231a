// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Emergency;
import io.prunelle.keycloak.consent.Reporting;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The table of emergencies. */
final class Emergencies {
  /** What one patient may have to read at most. */
  static final int MOST_UNREAD = 100;

  private static final String UNREAD =
      " from EmergencyEntity e"
          + " where e.realm = :realm and e.patient = :patient and e.readAt is null";

  private final EntityManager em;
  private final String realm;

  Emergencies(EntityManager em, String realm) {
    this.em = em;
    this.realm = realm;
  }

  Reporting report(Emergency emergency) {
    EmergencyEntity before =
        em.find(EmergencyEntity.class, new RealmKey(realm, emergency.id().toString()));
    if (before == null) {
      return keep(emergency);
    }
    if (!before.read().tellsTheSameAs(emergency)) {
      return Reporting.ANOTHER;
    }
    before.read(emergency.readAt());
    return Reporting.KNOWN;
  }

  private Reporting keep(Emergency emergency) {
    long unread =
        em.createQuery("select count(e)" + UNREAD, Long.class)
            .setParameter("realm", realm)
            .setParameter("patient", emergency.patient())
            .getSingleResult();
    if (emergency.readAt() == null && unread >= MOST_UNREAD) {
      return Reporting.TOO_MANY;
    }
    em.persist(new EmergencyEntity(realm, emergency));
    return Reporting.KEPT;
  }

  List<Emergency> unread(String patient, int most) {
    return em.createQuery("select e" + UNREAD + " order by e.openedAt", EmergencyEntity.class)
        .setParameter("realm", realm)
        .setParameter("patient", patient)
        .setMaxResults(most)
        .getResultStream()
        .map(EmergencyEntity::read)
        .toList();
  }

  List<Emergency> latest(String patient, int most) {
    return em.createQuery(
            "select e from EmergencyEntity e where e.realm = :realm and e.patient = :patient"
                + " order by e.openedAt desc",
            EmergencyEntity.class)
        .setParameter("realm", realm)
        .setParameter("patient", patient)
        .setMaxResults(most)
        .getResultStream()
        .map(EmergencyEntity::read)
        .toList();
  }

  int read(String patient, Collection<UUID> ids, Instant at) {
    List<EmergencyEntity> read =
        ids.isEmpty()
            ? List.of()
            : em.createQuery("select e" + UNREAD + " and e.id in :ids", EmergencyEntity.class)
                .setParameter("realm", realm)
                .setParameter("patient", patient)
                .setParameter("ids", ids.stream().map(UUID::toString).toList())
                .getResultList();
    read.forEach(emergency -> emergency.read(at));
    return read.size();
  }
}
