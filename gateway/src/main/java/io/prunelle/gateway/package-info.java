// SPDX-License-Identifier: Apache-2.0
/**
 * The program: start, wiring, and the way of a FHIR request in one place. No rule of any step
 * belongs here.
 */
@NullMarked
package io.prunelle.gateway;

import org.jspecify.annotations.NullMarked;
