// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.keycloak.connections.jpa.util.JpaUtils;

/**
 * The realms that were deleted and whose rows are still there: noted among those who left, by a
 * name that no patient has.
 */
final class DeletedRealms {
  /** In the place of a patient. */
  static final String ITSELF = "~";

  private static final List<String> TABLES =
      List.of(
          "PRUNELLE_ENTRY",
          "PRUNELLE_LEDGER",
          "PRUNELLE_OBJECTION",
          "PRUNELLE_DEPARTURE",
          "PRUNELLE_NOTICE_TEXT",
          "PRUNELLE_HOSTING",
          "PRUNELLE_HOST",
          "PRUNELLE_DECIDED_UNDER",
          "PRUNELLE_CIRCUMSTANCES",
          "PRUNELLE_EMERGENCY",
          "PRUNELLE_MAIL");

  private final EntityManager em;

  DeletedRealms(EntityManager em) {
    this.em = em;
  }

  void note(String realm, Instant at) {
    new Departed(em, realm).left(ITSELF, at);
  }

  List<String> forget(Set<String> there, Instant before) {
    List<String> forgotten = new ArrayList<>();
    for (DepartureEntity note : notes()) {
      if (there.contains(note.realm())) {
        new Departed(em, note.realm()).returned(ITSELF);
      } else if (!note.leftAt().isAfter(before)) {
        forget(note.realm());
        forgotten.add(note.realm());
      }
    }
    return forgotten;
  }

  private List<DepartureEntity> notes() {
    return em.createQuery(
            "select d from DepartureEntity d where d.id = :itself", DepartureEntity.class)
        .setParameter("itself", ITSELF)
        .getResultList();
  }

  private void forget(String realm) {
    for (String table : TABLES) {
      em.createNativeQuery(
              "delete from "
                  + JpaUtils.getTableNameForNativeQuery(table, em)
                  + " where REALM_ID = :realm")
          .setParameter("realm", realm)
          .executeUpdate();
    }
  }
}
