// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and authenticates what is kept for us where others may look (AES-256-GCM). The keys come
 * from the client's secrets, so every instance of the gateway can open what another has sealed:
 * what the secret in use has sealed, and what a former one has.
 */
public final class Seal {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /** The first seals; all open. */
  private final List<SecretKeySpec> keys;

  private Seal(List<SecretKeySpec> keys) {
    this.keys = keys;
  }

  /**
   * For one purpose: what was sealed for another does not open.
   *
   * @param secrets the one in use first
   */
  public static Seal of(List<String> secrets, String purpose) {
    return new Seal(
        secrets.stream()
            .map(secret -> derive(secret.getBytes(StandardCharsets.UTF_8), purpose))
            .toList());
  }

  /** What only they can open who also have this. */
  public Seal within(String secret) {
    return new Seal(keys.stream().map(key -> derive(key.getEncoded(), secret)).toList());
  }

  String close(String text) {
    return close(text, "");
  }

  /**
   * Seals.
   *
   * @param place where it belongs; elsewhere it does not open
   */
  String close(String text, String place) {
    return Secrets.base64url(close(text.getBytes(StandardCharsets.UTF_8), place));
  }

  /** The same of bytes, in bytes. */
  public byte[] close(byte[] plain, String place) {
    byte[] nonce = Secrets.random(NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.get(0), nonce, place);
      ByteBuffer sealed =
          ByteBuffer.allocate(NONCE_BYTES + cipher.getOutputSize(plain.length)).put(nonce);
      cipher.doFinal(ByteBuffer.wrap(plain), sealed);
      return sealed.array();
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException(never);
    }
  }

  Optional<String> open(String sealed) {
    return open(sealed, "");
  }

  /** What was sealed for this place; empty for anything that these keys have not sealed. */
  Optional<String> open(String sealed, String place) {
    try {
      return open(Base64.getUrlDecoder().decode(sealed), place)
          .map(text -> new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  /** The same of bytes. */
  public Optional<byte[]> open(byte[] sealed, String place) {
    return sealed.length <= NONCE_BYTES
        ? Optional.empty()
        : keys.stream().flatMap(key -> open(key, sealed, place).stream()).findFirst();
  }

  private static Optional<byte[]> open(SecretKeySpec key, byte[] sealed, String place) {
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, key, nonce, place)
              .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
    } catch (GeneralSecurityException foreign) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String place)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static SecretKeySpec derive(byte[] secret, String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return new SecretKeySpec(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)), "AES");
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException(never);
    }
  }
}
