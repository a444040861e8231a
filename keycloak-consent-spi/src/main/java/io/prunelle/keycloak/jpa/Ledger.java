// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Busy;
import io.prunelle.keycloak.consent.Change;
import io.prunelle.keycloak.consent.Feed;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Pseudonymisation;
import io.prunelle.keycloak.ledger.Statement;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of a realm's ledger. */
final class Ledger {
  /** In milliseconds, as far as the database can be told. */
  private static final Map<String, Object> PATIENCE =
      Map.of("jakarta.persistence.lock.timeout", 5_000);

  private final EntityManager em;
  private final String realm;

  Ledger(EntityManager em, String realm) {
    this.em = em;
    this.realm = realm;
  }

  /**
   * Takes the ledger's lock until the end of the transaction. One at a time, so that positions have
   * no gaps and become visible in order: a reader who sees a position sees all before it.
   *
   * @throws Busy when somebody else has it for too long
   */
  End lock() {
    try {
      return locked();
    } catch (LockTimeoutException | PessimisticLockException late) {
      throw new Busy("somebody else has the ledger's lock: " + late.getMessage());
    }
  }

  /**
   * Something that changes with this transaction, which is the next to be written: whoever decides
   * sees it or has decided before, whatever the clocks say.
   *
   * @throws Busy as {@link #lock}
   */
  Change change(Instant at) {
    lock();
    return new Change(at, position());
  }

  private End locked() {
    LedgerEntity row = find();
    if (row == null) {
      Chain empty = Chain.empty(realm);
      // two may be the first at once: the second waits here, inserts nothing, and locks below
      em.createQuery(
              "insert into LedgerEntity (realm, position, hash)"
                  + " values (:realm, :position, :hash) on conflict do nothing")
          .setParameter("realm", realm)
          .setParameter("position", empty.position())
          .setParameter("hash", empty.hash())
          .executeUpdate();
      row = find();
    }
    return new End(row);
  }

  private @Nullable LedgerEntity find() {
    // Keycloak's own entity manager tells no failure of the database's from another
    return em.unwrap(EntityManager.class)
        .find(LedgerEntity.class, realm, LockModeType.PESSIMISTIC_WRITE, PATIENCE);
  }

  /** The position of the last entry, 0 before the first. */
  long position() {
    // a scalar, since an entity loaded earlier in this session would hide what others appended
    return em.createQuery(
            "select l.position from LedgerEntity l where l.realm = :realm", Long.class)
        .setParameter("realm", realm)
        .getResultStream()
        .findFirst()
        .orElse(0L);
  }

  Feed after(long after, int limit) {
    long position = position();
    return new Feed(
        position,
        em.createQuery(
                "select e from EntryEntity e where e.realm = :realm"
                    + " and e.position > :after and e.position <= :position order by e.position",
                EntryEntity.class)
            .setParameter("realm", realm)
            .setParameter("after", after)
            .setParameter("position", position)
            .setMaxResults(limit)
            .getResultStream()
            .map(EntryEntity::read)
            .toList());
  }

  Optional<Entry> at(long position) {
    return Optional.ofNullable(em.find(EntryEntity.class, new EntryKey(realm, position)))
        .map(EntryEntity::decision);
  }

  List<Entry> of(String patient, long before, int limit) {
    return em.createQuery(
            "select e from EntryEntity e where e.realm = :realm and e.patient = :patient"
                + " and e.position < :before order by e.position desc",
            EntryEntity.class)
        .setParameter("realm", realm)
        .setParameter("patient", patient)
        .setParameter("before", before)
        .setMaxResults(limit)
        .getResultStream()
        .map(EntryEntity::decision)
        .toList();
  }

  /** When the n-th last of the patient's decisions on a hosting was taken, read off the index. */
  Optional<Instant> decidedAt(String patient, HostingId hosting, int n) {
    return em.createQuery(
            "select e.decidedAt from EntryEntity e where e.realm = :realm and e.patient = :patient"
                + " and e.hosting = :hosting order by e.position desc",
            Long.class)
        .setParameter("realm", realm)
        .setParameter("patient", patient)
        .setParameter("hosting", hosting.toString())
        .setFirstResult(n - 1)
        .setMaxResults(1)
        .getResultStream()
        .findFirst()
        .map(Instant::ofEpochMilli);
  }

  /** The hostings that a patient has decided on. */
  List<HostingId> decidedOn(String patient) {
    return em.createQuery(
            "select distinct e.hosting from EntryEntity e where e.realm = :realm"
                + " and e.patient = :patient",
            String.class)
        .setParameter("realm", realm)
        .setParameter("patient", patient)
        .getResultStream()
        .flatMap(hosting -> HostingId.parse(hosting).stream())
        .toList();
  }

  /**
   * Patients after one, by id, who could be taken out: whom an entry names, an emergency or a
   * choice of mail, for many have decided nothing. Of each table no more is read than is wanted.
   */
  List<String> patients(String after, int most) {
    return em.createQuery(
            """
            select p.id from (
              (select distinct e.patient as id from EntryEntity e
                where e.realm = :realm and e.patient > :after
                  and e.patient not like '~%' and e.persons is not null
                order by e.patient limit :most)
              union
              (select distinct m.patient as id from EmergencyEntity m
                where m.realm = :realm and m.patient > :after
                order by m.patient limit :most)
              union
              (select c.id as id from MailEntity c
                where c.realm = :realm and c.id > :after
                order by c.id limit :most)) p
            order by p.id
            """,
            String.class)
        .setParameter("realm", realm)
        .setParameter("after", after)
        .setParameter("most", most)
        .setMaxResults(most)
        .getResultList();
  }

  /** The patient's entries that a paper was recorded by, however many others there are. */
  List<Entry> recorded(String patient, String paper) {
    return em.createQuery(
            "select e from EntryEntity e where e.realm = :realm and e.patient = :patient"
                + " and e.paperDigest = :paper order by e.position desc",
            EntryEntity.class)
        .setParameter("realm", realm)
        .setParameter("patient", patient)
        .setParameter("paper", paper)
        .getResultStream()
        .map(EntryEntity::decision)
        .toList();
  }

  /** The locked end of the ledger. */
  final class End {
    private final LedgerEntity row;

    private End(LedgerEntity row) {
      this.row = row;
    }

    Entry append(Statement statement) {
      Chain end = row.read();
      Entry entry = end.next(statement, Salt.random());
      em.persist(new EntryEntity(realm, entry));
      row.write(end.with(entry));
      return entry;
    }

    void append(List<Long> pseudonymised, Instant at) {
      Chain end = row.read();
      Pseudonymisation link = end.next(pseudonymised, at);
      em.persist(new EntryEntity(realm, link));
      row.write(end.with(link));
    }
  }
}
