// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Positions of the ledger in one column: {@code 3,5,17}. */
final class Positions {
  private Positions() {}

  static String write(List<Long> positions) {
    return positions.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * @throws IllegalArgumentException for a text that {@link #write} does not give
   */
  static List<Long> read(String text) {
    List<Long> positions = Arrays.stream(text.split(",", -1)).map(Long::valueOf).toList();
    if (!write(positions).equals(text)) {
      throw new IllegalArgumentException("not a list of positions");
    }
    return positions;
  }
}
