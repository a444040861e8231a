// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.Set;

/**
 * Systems of identifiers that professionals and organizations have, and nobody as a patient
 * (https://hl7.fr/ig/fhir/core, http://terminology.hl7.org/NamingSystem-npi.html).
 */
final class IdentifierSystems {

  private static final Set<String> OF_NO_PATIENTS =
      Set.of(
          // professionals and structures, as France's agency for digital health registers them
          "urn:oid:1.2.250.1.71.4.2.1",
          "urn:oid:1.2.250.1.71.4.2.2",
          "https://rpps.esante.gouv.fr",
          "https://adeli.esante.gouv.fr",
          "https://finess.esante.gouv.fr",
          "http://finess.sante.gouv.fr",
          "https://sirene.fr",
          "http://sirene.fr",
          "http://hl7.org/fhir/sid/us-npi");

  private IdentifierSystems() {}

  static boolean areOfNoPatients(String system) {
    return OF_NO_PATIENTS.contains(system);
  }
}
