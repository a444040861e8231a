// SPDX-License-Identifier: Apache-2.0
/**
 * Whose it is: requests and bodies attributed to the patients they touch. Knows FHIR, knows neither
 * callers nor hosts.
 */
@NullMarked
package io.prunelle.gateway.fhir;

import org.jspecify.annotations.NullMarked;
