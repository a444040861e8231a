// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

/**
 * A chain that may have something to be passed on.
 *
 * @param instance who wrote it
 * @param sent the last block of which the database knows that it was sent; -1 for none
 * @param head the last block there is; -1 for none
 */
public record Unsent(int chain, String instance, long sent, long head) {}
