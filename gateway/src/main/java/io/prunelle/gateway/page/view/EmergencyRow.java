// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;

/**
 * An opening of the record in an emergency.
 *
 * @param instant ISO 8601, for machines
 * @param why what else was unusual about it, in sentences
 * @param entries the unusual accesses that are told with it
 */
record EmergencyRow(
    String id,
    String instant,
    String when,
    String who,
    String reason,
    List<String> why,
    List<String> entries) {}
