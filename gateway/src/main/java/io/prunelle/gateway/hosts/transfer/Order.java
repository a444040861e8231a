// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What somebody may order of a transfer. */
public enum Order {
  /** Leaves it alone, as it is, until it is resumed. */
  PAUSE("transfer-paused"),
  RESUME("transfer-resumed"),
  /**
   * Tries one that failed at once; lets one that was cancelled by order be asked for again; looks
   * at once whether there is by now what there was nothing of.
   */
  RETRY("transfer-retried"),
  /**
   * Takes it back before the switch. If the record may stay where it is, the same decision does not
   * move it again; if not, it begins anew.
   */
  CANCEL("transfer-cancel-ordered"),
  /**
   * Says of named resources that they were deleted on purpose where the record lives now, which
   * keep it from being erased where it was; or of what was found where a record goes back to that
   * it is not to be kept.
   */
  ACCEPT("transfer-accepted");

  /** What became of an order. */
  public enum Done {
    DONE,
    /** It was so before. */
    ALREADY,
    /** Too late for that: the record lives at the destination, or is not taken back any more. */
    SWITCHED,
    /** There is nothing left to be ordered. */
    ENDED,
    /** No such transfer, or another practice's. */
    NOT_THERE
  }

  private final String reason;

  Order(String reason) {
    this.reason = reason;
  }

  /** As the journal has it. */
  String reason() {
    return reason;
  }

  /** As addresses and commands have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty for any other word. */
  public static Optional<Order> of(String word) {
    return Stream.of(values()).filter(order -> order.word().equals(word)).findFirst();
  }
}
