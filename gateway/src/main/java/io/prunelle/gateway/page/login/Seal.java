// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and authenticates what a browser keeps for us for a moment (AES-256-GCM). The key comes
 * from the client's secret, so every instance of the gateway can open what another has sealed.
 */
final class Seal {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;

  Seal(String secret) {
    this.key = new SecretKeySpec(derive(secret), "AES");
  }

  String close(String text) {
    byte[] nonce = Secrets.random(NONCE_BYTES);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(text.getBytes(StandardCharsets.UTF_8));
      return Secrets.base64url(
          ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException(never);
    }
  }

  /** What was sealed; empty for anything this key has not sealed. */
  Optional<String> open(String sealed) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(sealed));
      if (bytes.remaining() <= NONCE_BYTES) {
        return Optional.empty();
      }
      byte[] nonce = new byte[NONCE_BYTES];
      bytes.get(nonce);
      byte[] rest = new byte[bytes.remaining()];
      bytes.get(rest);
      byte[] text = cipher(Cipher.DECRYPT_MODE, nonce).doFinal(rest);
      return Optional.of(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | GeneralSecurityException foreign) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  private static byte[] derive(String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal("prunelle page: sign-in attempt".getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException(never);
    }
  }
}
