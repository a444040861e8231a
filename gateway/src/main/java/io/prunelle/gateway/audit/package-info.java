// SPDX-License-Identifier: Apache-2.0
/**
 * The access journal as FHIR {@code AuditEvent}s, under IHE's Basic Audit Log Patterns (BALP).
 * Knows what a search for them says and how an entry is written as one; who may look is not decided
 * here.
 */
@NullMarked
package io.prunelle.gateway.audit;

import org.jspecify.annotations.NullMarked;
