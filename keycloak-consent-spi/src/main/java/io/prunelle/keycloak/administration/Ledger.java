// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

import io.prunelle.keycloak.consent.Verification;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Witness;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ledger of a realm. All methods throw {@link NotPermitted}. */
public final class Ledger {
  private final Administration administration;

  Ledger(Administration administration) {
    this.administration = administration;
  }

  /**
   * A patient's entries at positions below {@code before}, newest first. That they were read is an
   * admin event: the patient may ask who looked.
   *
   * @param patient the FHIR Patient id
   */
  public List<Entry> of(String patient, long before, int limit) {
    administration.rights().requireViewPatient(patient);
    List<Entry> entries =
        administration.consent().history(administration.realmId(), patient, before, limit);
    administration.reportRead("PRUNELLE_LEDGER", "consent", "entries", patient);
    return entries;
  }

  /**
   * Walks along the ledger.
   *
   * @param witness an entry noted elsewhere; null for none
   */
  public Verification verify(@Nullable Witness witness) {
    return verify(witness, null, Long.MAX_VALUE);
  }

  /**
   * Walks along a stretch of the ledger.
   *
   * @param from where the stretch before ended; null for the beginning
   * @param most how many entries it has at most
   */
  public Verification verify(@Nullable Witness witness, @Nullable Witness from, long most) {
    administration.rights().requireViewRealm();
    return administration.consent().verify(administration.realmId(), witness, from, most);
  }
}
