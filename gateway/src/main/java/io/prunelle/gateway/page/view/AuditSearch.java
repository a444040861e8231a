// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Line;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An auditor's search, and what it found.
 *
 * @param path of the practice's accesses
 * @param given what stands in the form's fields, by their names
 * @param wrong names of fields that could not be understood
 * @param hosts where the practice's records may be
 * @param query the same as a URL has it, empty or beginning with {@code ?}
 * @param lines newest first; null while nothing has been searched
 * @param older where older ones are; null when there are none
 * @param names what patients are called
 */
public record AuditSearch(
    String path,
    Map<String, String> given,
    Set<String> wrong,
    List<String> hosts,
    String query,
    @Nullable List<Line> lines,
    @Nullable String older,
    PatientNames names) {}
