// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

/**
 * A position and its hash as somebody noted them elsewhere. A chain that was recomputed as a whole,
 * or cut short together with its end, no longer passes through it.
 *
 * @param position 0 for the realm's genesis
 * @param hash 64 hexadecimal digits
 */
public record Witness(long position, String hash) {}
