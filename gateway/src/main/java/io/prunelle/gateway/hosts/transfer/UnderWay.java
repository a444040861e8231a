// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record's transfer that has not ended.
 *
 * @param source id of the host it leaves
 * @param destination id of the host it goes to; null for an erasure
 * @param since when it was asked for
 * @param switched whether the record lives at the destination already and only its removal is open
 * @param failing whether the last attempt failed; it is tried again
 */
public record UnderWay(
    String source, @Nullable String destination, Instant since, boolean switched, boolean failing) {

  static UnderWay of(Transfer transfer) {
    State state = transfer.from();
    return new UnderWay(
        transfer.source(),
        transfer.destination(),
        transfer.requestedAt(),
        state == State.SWITCHED || state == State.ERASING,
        transfer.state() == State.FAILED);
  }
}
