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
 * @param move the latest that there was of it, ended or not; null when there was none
 */
public record Place(
    String practice, String host, boolean cloud, @Nullable Instant since, @Nullable Move move) {

  /** A record that has never moved. */
  public Place(String practice, String host, boolean cloud, @Nullable Instant since) {
    this(practice, host, cloud, since, null);
  }

  /** The same, with what moves. */
  public Place with(@Nullable Move latest) {
    return new Place(practice, host, cloud, since, latest);
  }
}
