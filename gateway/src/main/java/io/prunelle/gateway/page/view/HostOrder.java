// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What those who run a practice may order of a host. */
public enum HostOrder {
  /** No transfer of the practice's records touches it, until it is resumed. */
  PAUSE,
  RESUME,
  /** From a day on it may have none of the practice's records. */
  CLOSE,
  REOPEN;

  /** Empty for any other word. */
  public static Optional<HostOrder> of(String word) {
    return Stream.of(values()).filter(order -> order.word().equals(word)).findFirst();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is about records that may be there or not. */
  public boolean closes() {
    return this == CLOSE || this == REOPEN;
  }
}
