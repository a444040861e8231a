// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** What an instance signs its blocks with: Ed25519 (RFC 8032). */
public final class SigningKey {

  private final Ed25519PrivateKeyParameters key;
  private final PublicKey verifying;

  public SigningKey(byte[] seed) {
    this.key = new Ed25519PrivateKeyParameters(seed);
    this.verifying = new PublicKey(key.generatePublicKey().getEncoded());
  }

  public PublicKey verifying() {
    return verifying;
  }

  public String id() {
    return verifying.id();
  }

  public byte[] sign(byte[] message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }
}
