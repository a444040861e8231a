// SPDX-License-Identifier: Apache-2.0
/**
 * The ledger told as FHIR R4 Consents under IHE PCF 1.1.0, and FHIR's forms of answers and errors.
 *
 * <p>Plain maps in the order of the specification; no FHIR library, no HTTP and no Keycloak type
 * belongs here.
 */
@NullMarked
package io.prunelle.keycloak.fhir;

import org.jspecify.annotations.NullMarked;
