// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.RestRequest;

/**
 * The condition of a delete or a patch.
 *
 * @param patient of whose resources it is asked, and of nobody else's
 * @param search that finds what meets it
 */
public record Condition(String patient, RestRequest search) {}
