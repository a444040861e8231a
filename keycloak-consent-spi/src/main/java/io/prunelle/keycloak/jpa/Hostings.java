// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Change;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.consent.Tally;
import io.prunelle.keycloak.ledger.Decision;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The table of hostings, and where patients stand with them. */
final class Hostings {
  private final EntityManager em;
  private final String realm;

  Hostings(EntityManager em, String realm) {
    this.em = em;
    this.realm = realm;
  }

  boolean put(Hosting hosting, Instant at, Consumer<Optional<Hosting>> check) {
    HostingEntity found = new Lock(em, realm).row(HostingEntity.class, hosting.id().toString());
    check.accept(Optional.ofNullable(found).map(HostingEntity::read));
    if (found != null) {
      if (found.gains(hosting)) {
        found.gained(new Ledger(em, realm).change(at));
      }
      found.replace(hosting);
      return false;
    }
    em.persist(new HostingEntity(realm, hosting));
    return true;
  }

  Optional<Hosting> find(HostingId id) {
    return Optional.ofNullable(em.find(HostingEntity.class, new RealmKey(realm, id.toString())))
        .map(HostingEntity::read);
  }

  List<Hosting> all() {
    return em.createQuery(
            "select h from HostingEntity h where h.realm = :realm order by h.id",
            HostingEntity.class)
        .setParameter("realm", realm)
        .getResultStream()
        .map(HostingEntity::read)
        .toList();
  }

  /**
   * The hostings of a patient's practices with the latest entry on each, in one statement: hostings
   * by (realm, practice), answers by (realm, position of the answer), hosts by their key. The
   * latest position is read off the index over (realm, patient, hosting, position) alone and the
   * entry by its key, so that it does not matter how often the patient has decided.
   *
   * <p>What another entry replaces is not the latest: the one that does has lost its patient by
   * other means than ours, or is newer than an entry of form 1. Nothing then counts as decided.
   */
  List<Standing> standings(Patient patient) {
    if (patient.practices().isEmpty()) {
      return List.of();
    }
    TypedQuery<Object[]> query =
        em.createQuery(
            """
            select h, e, o.position, c.certifiedSince, c.certifiedPosition,
              (select min(r.position) from EntryEntity r
                where r.realm = e.realm and r.replaces = e.position), q
            from HostingEntity h
            left join EntryEntity e
              on e.realm = h.realm and e.position = (select max(l.position) from EntryEntity l
                where l.realm = h.realm and l.patient = :patient and l.hosting = h.id)
            left join ObjectionEntity o
              on o.realm = e.realm and o.answerPosition = e.position and o.toldAt is null
            left join ObjectionEntity a
              on a.realm = e.realm and a.answerPosition = e.position
            left join EntryEntity q on q.realm = a.realm and q.position = a.position
            left join HostEntity c on c.realm = h.realm and c.id = h.host
            where h.realm = :realm and h.practice in :practices
            order by h.id
            """,
            Object[].class);
    return query
        .setParameter("realm", realm)
        .setParameter("patient", patient.id())
        .setParameter("practices", patient.practices())
        .getResultStream()
        .map(Hostings::standing)
        .toList();
  }

  /** Counts the latest entries on a hosting; whose salt is gone was taken out of the ledger. */
  List<Tally> tallies(HostingId hosting, Instant at) {
    return em.createQuery(
            """
            select e.notice, e.decision, count(e.position),
              sum(case when e.until <= :at then 1 else 0 end)
            from EntryEntity e
            where e.realm = :realm and e.hosting = :hosting
              and (e.persons is null or e.salt is not null)
              and e.position = (select max(l.position) from EntryEntity l
                where l.realm = e.realm and l.patient = e.patient and l.hosting = e.hosting
                  and l.decidedAt <= :millis)
            group by e.notice, e.decision
            order by e.notice, e.decision
            """,
            Object[].class)
        .setParameter("realm", realm)
        .setParameter("hosting", hosting.toString())
        .setParameter("at", at.getEpochSecond())
        .setParameter("millis", at.toEpochMilli())
        .getResultStream()
        .map(
            row ->
                new Tally(
                    (Integer) row[0],
                    Decision.valueOf((String) row[1]),
                    ((Number) row[2]).longValue(),
                    ((Number) row[3]).longValue()))
        .toList();
  }

  private static Standing standing(@Nullable Object[] row) {
    HostingEntity hosting = (HostingEntity) Objects.requireNonNull(row[0]);
    EntryEntity last = row[5] == null ? (EntryEntity) row[1] : null;
    EntryEntity objection = (EntryEntity) row[6];
    return new Standing(
        hosting.read(),
        last == null ? null : last.decision(),
        last != null && row[2] != null,
        unanswered(change((Long) row[3], (Long) row[4]), objection),
        unanswered(hosting.purposesSince(), objection));
  }

  private static @Nullable Change change(@Nullable Long since, @Nullable Long position) {
    return since == null ? null : new Change(Instant.ofEpochMilli(since), position);
  }

  /**
   * What came after an objection is not answered by the practice's answer to that: as if it had
   * come just now.
   */
  private static @Nullable Change unanswered(
      @Nullable Change change, @Nullable EntryEntity objection) {
    return change != null && objection != null && change.after(objection.decision())
        ? new Change(Instant.MAX, null)
        : change;
  }
}
