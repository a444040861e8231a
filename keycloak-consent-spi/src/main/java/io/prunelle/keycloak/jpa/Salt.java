// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random values that keep a commitment from being guessed. */
final class Salt {
  private static final int BYTES = 16;

  private Salt() {}

  /** 128 random bits, 32 hexadecimal digits. */
  static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
