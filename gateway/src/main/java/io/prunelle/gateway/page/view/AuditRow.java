// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/**
 * One access, for an auditor.
 *
 * @param path of its own page
 * @param instant ISO 8601, for machines
 * @param words what was done, in plain words
 * @param what as FHIR has it: whoever audits wants to know exactly
 * @param shortfall that it was let pass and came to nothing, or was cut off; null when neither
 */
record AuditRow(
    String path,
    String instant,
    String when,
    String who,
    @Nullable String role,
    @Nullable String patient,
    String words,
    String what,
    @Nullable String host,
    boolean refused,
    @Nullable String shortfall,
    String reason,
    @Nullable String emergency) {}
