// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Cuts what is written into pieces of one size; the last is what is left. */
final class Pieces extends OutputStream {

  static final int SIZE = 256 * 1024;

  private final MessageDigest digest = sha256();
  private List<byte[]> full = new ArrayList<>();
  private byte[] current = new byte[SIZE];
  private int at;
  private long bytes;

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] source, int from, int length) {
    digest.update(source, from, length);
    bytes += length;
    int copied = 0;
    while (copied < length) {
      int part = Math.min(length - copied, SIZE - at);
      System.arraycopy(source, from + copied, current, at, part);
      copied += part;
      at += part;
      if (at == SIZE) {
        full.add(current);
        current = new byte[SIZE];
        at = 0;
      }
    }
  }

  /** Those that are complete; they are kept here no longer. */
  List<byte[]> take() {
    List<byte[]> taken = full;
    full = new ArrayList<>();
    return taken;
  }

  /** All that is left. Nothing is to be written after it. */
  List<byte[]> takeLast() {
    if (at > 0) {
      full.add(Arrays.copyOf(current, at));
      at = 0;
    }
    return take();
  }

  long bytes() {
    return bytes;
  }

  /** Of all that was written, in hexadecimal; once. */
  String digest() {
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException(never);
    }
  }
}
