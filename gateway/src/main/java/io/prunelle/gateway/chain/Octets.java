// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bytes as a value: a digest, a signature. Written in hexadecimal. */
public final class Octets {

  private static final HexFormat HEX = HexFormat.of();

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Of an array that nobody changes from now on. */
  public static Octets of(byte[] bytes) {
    return new Octets(bytes);
  }

  /**
   * As {@link #toString} writes them.
   *
   * @throws IllegalArgumentException when they are not
   */
  public static Octets parse(String hexadecimal) {
    return new Octets(HEX.parseHex(hexadecimal));
  }

  /** Not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HEX.formatHex(bytes);
  }
}
