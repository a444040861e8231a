// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

/** What a walk along a realm's ledger found. */
public sealed interface Verification {
  /**
   * Every entry follows the one before, and the last one is the ledger's end.
   *
   * @param entries how many there are
   * @param head the last entry's hash; before the first, the realm's genesis
   * @param pseudonymised how many of them name no person any more; later entries say of each that
   *     it was taken out
   */
  record Intact(long entries, String head, long pseudonymised) implements Verification {}

  /**
   * All fits as far as was walked, which is not to the end.
   *
   * @param position the last entry that was walked
   * @param hash its hash: the walk goes on from here
   * @param end the ledger's last position
   */
  record Underway(long position, String hash, long end) implements Verification {}

  /**
   * Something was changed behind the ledger's back.
   *
   * @param position the first one that does not fit
   * @param reason what is wrong there, in words that follow a colon
   */
  record Broken(long position, String reason) implements Verification {}
}
