// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.Set;

/**
 * What of a stored resource is shown to who changes it: all but what stands behind a mask.
 *
 * @param patients FHIR ids of those who are not masked
 * @param resources of what it is about besides its patient, as {@code Type/id}, what is not masked
 */
public record ShownBefore(Set<String> patients, Set<String> resources) {}
