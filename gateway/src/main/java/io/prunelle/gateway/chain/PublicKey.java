// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** What blocks are verified with. */
public final class PublicKey {

  private final Ed25519PublicKeyParameters key;
  private final String id;

  /**
   * @param raw 32 bytes (RFC 8032, 5.1.5)
   */
  public PublicKey(byte[] raw) {
    this.key = new Ed25519PublicKeyParameters(raw);
    this.id = id(raw);
  }

  /** The first 16 bytes of the key's SHA-256, in hexadecimal. */
  public String id() {
    return id;
  }

  /** As a JSON Web Key, for tools that know nothing else of the gateway (RFC 8037, 2). */
  public byte[] jwk() {
    return new CanonicalJson()
        .text("alg", "EdDSA")
        .text("crv", "Ed25519")
        .text("kid", id)
        .text("kty", "OKP")
        .text("use", "sig")
        .text("x", Base64.getUrlEncoder().withoutPadding().encodeToString(key.getEncoded()))
        .bytes();
  }

  public boolean verifies(byte[] message, byte[] signature) {
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, key);
    verifier.update(message, 0, message.length);
    return verifier.verifySignature(signature);
  }

  private static String id(byte[] raw) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(raw), 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      // every Java platform has it
      throw new IllegalStateException(impossible);
    }
  }
}
