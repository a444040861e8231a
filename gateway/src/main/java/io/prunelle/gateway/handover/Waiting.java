// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

/**
 * How many wait for a practice's answer.
 *
 * @param overdue how many of them should have been answered
 */
public record Waiting(int all, int overdue) {}
