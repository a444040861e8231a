// SPDX-License-Identifier: Apache-2.0
/**
 * From a Keycloak user to a patient: the FHIR id, the practices, where they work, and whether the
 * user may be believed.
 *
 * <p>The one place that reads the attribute {@code patient_id}.
 */
@NullMarked
package io.prunelle.keycloak.patient;

import org.jspecify.annotations.NullMarked;
