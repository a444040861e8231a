// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.RestRequest;

/**
 * A search for one patient's resources that is put together like one over several records.
 *
 * @param request the search of the type
 * @param records what is asked
 * @param patient whose resources are asked for
 */
public record OfOne(RestRequest request, AcrossRecords records, String patient) {}
