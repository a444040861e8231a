// SPDX-License-Identifier: Apache-2.0
/**
 * How resources are written: JSON, as the gateway reads and judges them, and XML, as some clients
 * want them. Knows the elements of FHIR, and nothing of whose they are.
 */
@NullMarked
package io.prunelle.gateway.format;

import org.jspecify.annotations.NullMarked;
