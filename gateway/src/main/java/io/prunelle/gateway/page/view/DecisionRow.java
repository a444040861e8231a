// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * One of the patient's decisions, in words.
 *
 * @param called what tells it from all others of the page, in words
 * @param receipt where its receipt is, but for the ending
 */
record DecisionRow(
    String instant,
    String when,
    String called,
    String what,
    String hosting,
    String notice,
    String channel,
    String receipt) {}
