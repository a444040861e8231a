// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.ActingFor;
import io.prunelle.gateway.page.view.Acting;

/**
 * Turns to whom something is for that somebody has chosen, where another window has turned to
 * somebody else.
 */
final class Turning {

  private final ActingFor actingFor;

  Turning(ActingFor actingFor) {
    this.actingFor = actingFor;
  }

  /**
   * From the next request on.
   *
   * @param patient FHIR id
   * @return whether they may act for that patient; else nothing changes
   */
  boolean to(Visit visit, String patient) {
    Acting acting = visit.acting();
    if (acting != null && acting.offers(patient)) {
      actingFor.choose(visit.context().request(), visit.session(), patient);
      return true;
    }
    if (patient.equals(visit.caller().patientId()) && Patients.isPatient(visit.caller())) {
      actingFor.chooseSelf(visit.context().request());
      return true;
    }
    return false;
  }
}
