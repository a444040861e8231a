// SPDX-License-Identifier: Apache-2.0
/**
 * What is asked: requests and bodies parsed into interactions and the patients they touch. Knows
 * FHIR, knows neither callers nor hosts.
 */
@NullMarked
package io.prunelle.gateway.fhir;

import org.jspecify.annotations.NullMarked;
