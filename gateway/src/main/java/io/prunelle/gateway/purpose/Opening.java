// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import java.time.Instant;
import java.util.UUID;

/**
 * An emergency in which a practitioner may read what is closed of one patient's record, for a time.
 *
 * @param reason as stated when it began
 */
public record Opening(UUID id, Instant until, String reason) {

  /** Who opens whose record, and why. */
  public record Demand(
      String practice,
      String patient,
      String subject,
      String name,
      String reason,
      String requestId) {}

  /** As the journal marks what is done under it. */
  public PurposeOfUse purpose() {
    return new PurposeOfUse("BTG", reason);
  }
}
