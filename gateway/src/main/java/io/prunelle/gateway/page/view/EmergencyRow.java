// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * An emergency in which the record was opened.
 *
 * @param instant ISO 8601, for machines
 * @param reason as it was stated
 */
record EmergencyRow(String id, String instant, String when, String who, String reason) {}
