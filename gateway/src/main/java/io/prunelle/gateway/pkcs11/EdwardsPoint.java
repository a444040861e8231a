// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.pkcs11;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * CKA_EC_POINT of an Edwards key. PKCS #11 v3.0 (2.3.5) has it as DER, which some take for an OCTET
 * STRING and some for a BIT STRING, v3.1 as it is.
 */
final class EdwardsPoint {

  private static final int RAW = 32;
  private static final byte[] OCTETS = {0x04, RAW};
  private static final byte[] BITS = {0x03, RAW + 1, 0x00};

  private EdwardsPoint() {}

  /** The 32 bytes of Ed25519 (RFC 8032, 5.1.5); null for a key of another curve. */
  static byte @Nullable [] raw(byte[] value) {
    for (byte[] head : new byte[][] {{}, OCTETS, BITS}) {
      if (value.length == head.length + RAW
          && Arrays.equals(value, 0, head.length, head, 0, head.length)) {
        return Arrays.copyOfRange(value, head.length, value.length);
      }
    }
    return null;
  }
}
