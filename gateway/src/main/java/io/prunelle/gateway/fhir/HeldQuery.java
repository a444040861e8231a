// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.Query;
import java.util.Set;

/**
 * A query held to one patient.
 *
 * @param query beginning with the parameter that holds it
 * @param reaches types it asks for beside its own
 */
record HeldQuery(String patient, Query query, Set<String> reaches) {}
