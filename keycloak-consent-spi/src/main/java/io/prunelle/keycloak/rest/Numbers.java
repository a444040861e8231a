// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import org.jspecify.annotations.Nullable;

/** Whole numbers in query parameters. */
final class Numbers {
  private Numbers() {}

  /**
   * @param absent what an absent parameter means
   * @throws Problem for anything but a whole number from {@code least} to {@code most}
   */
  static long read(String name, @Nullable String text, long absent, long least, long most) {
    if (text == null) {
      return absent;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw outside(name, least, most);
    }
    throw outside(name, least, most);
  }

  private static Problem outside(String name, long least, long most) {
    return new Problem(
        ProblemType.INVALID_PARAMETER,
        name + ": must be a whole number from " + least + " to " + most);
  }
}
