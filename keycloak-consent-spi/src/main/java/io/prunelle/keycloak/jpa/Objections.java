// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Objection;
import io.prunelle.keycloak.ledger.Entry;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of objections. */
final class Objections {
  private final EntityManager em;
  private final String realm;

  Objections(EntityManager em, String realm) {
    this.em = em;
    this.realm = realm;
  }

  void raise(HostingId hosting, Entry entry, String reason) {
    em.persist(new ObjectionEntity(realm, hosting, entry, reason));
  }

  Optional<ObjectionEntity> row(long position) {
    return Optional.ofNullable(em.find(ObjectionEntity.class, new EntryKey(realm, position)));
  }

  Optional<Objection> find(long position) {
    return row(position).map(ObjectionEntity::read);
  }

  List<Objection> of(String practice, boolean open) {
    return em.createQuery(
            "select o from ObjectionEntity o where o.realm = :realm and o.practice = :practice"
                + (open ? " and o.answerPosition is null" : "")
                + " order by o.position",
            ObjectionEntity.class)
        .setParameter("realm", realm)
        .setParameter("practice", practice)
        .getResultStream()
        .map(ObjectionEntity::read)
        .toList();
  }

  /** The objections that some entries raise or answer, by the entry's position. */
  Map<Long, Objection> behind(Collection<Long> entries) {
    if (entries.isEmpty()) {
      return Map.of();
    }
    return em.createQuery(
            "select o from ObjectionEntity o where o.realm = :realm"
                + " and (o.position in :entries or o.answerPosition in :entries)",
            ObjectionEntity.class)
        .setParameter("realm", realm)
        .setParameter("entries", entries)
        .getResultStream()
        .map(ObjectionEntity::read)
        .collect(Collectors.toMap(Objections::latest, Function.identity()));
  }

  void told(long position, Instant at) {
    row(position).ifPresent(objection -> objection.told(at));
  }

  private static long latest(Objection objection) {
    Objection.Reply reply = objection.reply();
    return reply == null ? objection.position() : reply.position();
  }
}
