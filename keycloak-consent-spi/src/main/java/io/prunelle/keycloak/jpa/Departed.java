// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.ledger.Pseudonymisation;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keycloak.connections.jpa.util.JpaUtils;

/** The table of those who left, and what is taken out of the other tables for them. */
final class Departed {
  private final EntityManager em;
  private final String realm;

  Departed(EntityManager em, String realm) {
    this.em = em;
    this.realm = realm;
  }

  void left(String patient, Instant at) {
    if (!note(patient, at)) {
      find(patient).ifPresent(before -> before.again(at));
    }
  }

  void missing(String patient, Instant at) {
    if (find(patient).isEmpty()) {
      note(patient, at);
    }
  }

  /** Whether it was not noted yet: another node may look at the same time, and be the first. */
  private boolean note(String patient, Instant at) {
    return em.createQuery(
                "insert into DepartureEntity (realm, id, leftAt) values (:realm, :id, :at)"
                    + " on conflict do nothing")
            .setParameter("realm", realm)
            .setParameter("id", patient)
            .setParameter("at", at.toEpochMilli())
            .executeUpdate()
        > 0;
  }

  private Optional<DepartureEntity> find(String patient) {
    return Optional.ofNullable(em.find(DepartureEntity.class, new RealmKey(realm, patient)));
  }

  /** Another node may have taken it away: that is as good. */
  void returned(String patient) {
    em.createQuery("delete from DepartureEntity d where d.realm = :realm and d.id = :id")
        .setParameter("realm", realm)
        .setParameter("id", patient)
        .executeUpdate();
  }

  List<String> before(Instant at, int most) {
    return em.createQuery(
            "select d.id from DepartureEntity d where d.realm = :realm and d.leftAt <= :at"
                + " and d.id <> :gone order by d.leftAt",
            String.class)
        .setParameter("realm", realm)
        .setParameter("at", at.toEpochMilli())
        .setParameter("gone", DeletedRealms.ITSELF)
        .setMaxResults(most)
        .getResultList();
  }

  int pseudonymise(String patient, Instant at) {
    // first the lock, then the look: what is named is all that there is
    Ledger.End end = new Ledger(em, realm).lock();
    List<Long> entries = entries(patient);
    String pseudonym = "~" + Salt.random();
    // in SQL: for Hibernate a ledger entry is immutable, and so it is in every other respect
    sql(
            "update %s set PATIENT_ID = :pseudonym, BY_SUBJECT = null, SALT = null"
                + " where REALM_ID = :realm and PATIENT_ID = :patient and PERSONS is not null",
            "PRUNELLE_ENTRY")
        .setParameter("pseudonym", pseudonym)
        .setParameter("patient", patient)
        .executeUpdate();
    sql(
            "update %s set PATIENT_ID = :pseudonym, REASON = :nothing,"
                + " ANSWER = case when ANSWER is null then null else :nothing end"
                + " where REALM_ID = :realm and PATIENT_ID = :patient",
            "PRUNELLE_OBJECTION")
        .setParameter("pseudonym", pseudonym)
        .setParameter("nothing", Words.NONE)
        .setParameter("patient", patient)
        .executeUpdate();
    // nothing in it is anybody else's: the access journal proves what was done
    sql("delete from %s where REALM_ID = :realm and PATIENT_ID = :patient", "PRUNELLE_EMERGENCY")
        .setParameter("patient", patient)
        .executeUpdate();
    sql("delete from %s where REALM_ID = :realm and PATIENT_ID = :patient", "PRUNELLE_MAIL")
        .setParameter("patient", patient)
        .executeUpdate();
    returned(patient);
    for (int from = 0; from < entries.size(); from += Pseudonymisation.MOST) {
      end.append(entries.subList(from, Math.min(entries.size(), from + Pseudonymisation.MOST)), at);
    }
    return entries.size();
  }

  private List<Long> entries(String patient) {
    return em.createQuery(
            "select e.position from EntryEntity e where e.realm = :realm and e.patient = :patient"
                + " and e.persons is not null order by e.position",
            Long.class)
        .setParameter("realm", realm)
        .setParameter("patient", patient)
        .getResultList();
  }

  private Query sql(String text, String table) {
    return em.createNativeQuery(String.format(text, JpaUtils.getTableNameForNativeQuery(table, em)))
        .setParameter("realm", realm);
  }
}
