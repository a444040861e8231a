// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.HostingStatus;
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

  /** All objections to a practice's hostings. */
  List<Objection> of(String practice) {
    return em.createQuery(
            "select o from ObjectionEntity o where o.realm = :realm and o.practice = :practice"
                + " order by o.position",
            ObjectionEntity.class)
        .setParameter("realm", realm)
        .setParameter("practice", practice)
        .getResultStream()
        .map(ObjectionEntity::read)
        .toList();
  }

  /**
   * Those that can be answered, by the rules of a reply: not taken back, not lapsed, of a patient
   * who is still named, on a hosting that goes on.
   */
  List<Objection> waiting(String practice, Instant at) {
    return em.createQuery(
            """
            select o from ObjectionEntity o
            join EntryEntity e on e.realm = o.realm and e.position = o.position
            join HostingEntity h on h.realm = e.realm and h.id = e.hosting
            where o.realm = :realm and o.practice = :practice and o.answerPosition is null
              and o.patient not like '~%' and h.status <> :ended
              and (e.until is null or e.until > :at)
              and not exists (select 1 from EntryEntity r
                where r.realm = o.realm and r.replaces = o.position)
            order by o.position
            """,
            ObjectionEntity.class)
        .setParameter("realm", realm)
        .setParameter("practice", practice)
        .setParameter("ended", HostingStatus.ENDED.name())
        .setParameter("at", at.getEpochSecond())
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
