// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import io.vertx.core.Future;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** A key in memory: what it signs is signed at once. */
final class HeldKey implements SigningKey {

  private final Ed25519PrivateKeyParameters key;
  private final PublicKey verifying;

  /**
   * @param seed 32 bytes (RFC 8032, 5.1.5)
   */
  HeldKey(byte[] seed) {
    this.key = new Ed25519PrivateKeyParameters(seed);
    this.verifying = new PublicKey(key.generatePublicKey().getEncoded());
  }

  @Override
  public PublicKey verifying() {
    return verifying;
  }

  @Override
  public Future<byte[]> sign(byte[] message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(message, 0, message.length);
    return Future.succeededFuture(signer.generateSignature());
  }
}
