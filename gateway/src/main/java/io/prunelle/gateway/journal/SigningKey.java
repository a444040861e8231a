// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** What an instance signs its blocks with: Ed25519 (RFC 8032). */
final class SigningKey {

  private final Ed25519PrivateKeyParameters key;
  private final PublicKey verifying;

  SigningKey(byte[] seed) {
    this.key = new Ed25519PrivateKeyParameters(seed);
    this.verifying = new PublicKey(key.generatePublicKey().getEncoded());
  }

  PublicKey verifying() {
    return verifying;
  }

  String id() {
    return verifying.id();
  }

  byte[] sign(byte[] message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }
}
