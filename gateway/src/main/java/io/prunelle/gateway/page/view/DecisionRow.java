// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * One of the patient's decisions, in words.
 *
 * @param receipt where its receipt is, but for the ending
 */
record DecisionRow(
    String instant,
    String when,
    String what,
    String hosting,
    String notice,
    String channel,
    String receipt) {}
