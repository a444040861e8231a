// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.Objection;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Entry;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    return read("", "o.position = :position", query -> query.setParameter("position", position))
        .findFirst();
  }

  /** All objections to a practice's hostings. */
  List<Objection> of(String practice) {
    return read("", "o.practice = :practice", query -> query.setParameter("practice", practice))
        .toList();
  }

  /**
   * Those that can be answered, by the rules of a reply: not taken back, not lapsed, of a patient
   * who is still named, on a hosting that goes on.
   */
  List<Objection> waiting(String practice, Instant at) {
    return read(
            "join HostingEntity h on h.realm = e.realm and h.id = e.hosting",
            """
            o.practice = :practice and o.answerPosition is null
            and o.patient not like '~%' and h.status <> :ended
            and (e.until is null or e.until > :at)
            and not exists (select 1 from EntryEntity r
              where r.realm = o.realm and r.replaces = o.position)
            """,
            query ->
                query
                    .setParameter("practice", practice)
                    .setParameter("ended", HostingStatus.ENDED.name())
                    .setParameter("at", at.getEpochSecond()))
        .toList();
  }

  /** The objections that some entries raise or answer, by the entry's position. */
  Map<Long, Objection> behind(Collection<Long> entries) {
    if (entries.isEmpty()) {
      return Map.of();
    }
    return read(
            "",
            "(o.position in :entries or o.answerPosition in :entries)",
            query -> query.setParameter("entries", entries))
        .collect(Collectors.toMap(Objections::latest, Function.identity()));
  }

  /** Together with who raised them, which the ledger alone says. */
  private Stream<Objection> read(
      String joined, String where, UnaryOperator<TypedQuery<Object[]>> parameters) {
    TypedQuery<Object[]> query =
        em.createQuery(
                "select o, e.byRole from ObjectionEntity o"
                    + " join EntryEntity e on e.realm = o.realm and e.position = o.position "
                    + joined
                    + " where o.realm = :realm and "
                    + where
                    + " order by o.position",
                Object[].class)
            .setParameter("realm", realm);
    return parameters
        .apply(query)
        .getResultStream()
        .map(row -> ((ObjectionEntity) row[0]).read(Author.Role.valueOf((String) row[1])));
  }

  void told(long position, Instant at) {
    row(position).ifPresent(objection -> objection.told(at));
  }

  private static long latest(Objection objection) {
    Objection.Reply reply = objection.reply();
    return reply == null ? objection.position() : reply.position();
  }
}
