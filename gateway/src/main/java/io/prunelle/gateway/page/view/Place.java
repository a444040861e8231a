// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.hosts.transfer.Move;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a practice's record of the patient is.
 *
 * @param practice id
 * @param host id
 * @param cloud whether that is outside the practice
 * @param since null when it has always been there
 * @param certified whether the host may be used at all, by its certificate
 * @param urgent whether an emergency opens what is closed while it leaves
 * @param move the latest that there was of it, ended or not; null when there was none
 */
public record Place(
    String practice,
    String host,
    boolean cloud,
    @Nullable Instant since,
    Certified certified,
    boolean urgent,
    @Nullable Move move) {

  /** How a host's certificate stands, as the gateway has it: it closes hosts by that. */
  public enum Certified {
    HOLDS,
    LAPSED,
    /** A surveillance audit that was due has not been stated. */
    AUDIT_OVERDUE
  }

  /** A record that has never moved, at a host that may be used. */
  public Place(String practice, String host, boolean cloud, @Nullable Instant since) {
    this(practice, host, cloud, since, Certified.HOLDS, false, null);
  }

  /** The same, with what moves. */
  public Place with(@Nullable Move latest) {
    return new Place(practice, host, cloud, since, certified, urgent, latest);
  }

  /** Whether the gateway lets nobody use the host. */
  boolean shut() {
    return certified != Certified.HOLDS;
  }
}
