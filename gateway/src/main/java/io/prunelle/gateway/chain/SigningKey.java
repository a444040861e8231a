// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import io.prunelle.gateway.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** What an instance signs its blocks with: Ed25519 (RFC 8032), wherever the key is kept. */
public interface SigningKey {

  /**
   * The one of the configuration.
   *
   * @throws io.prunelle.gateway.config.InvalidSettings naming the key of the configuration
   * @throws java.io.UncheckedIOException likewise, when a token is not there, or fails: then it may
   *     be there later
   */
  static SigningKey of(Vertx vertx, Settings.Journal settings) {
    return settings.pkcs11() == null
        ? KeyFile.signing(settings)
        : TokenKey.of(vertx, settings.pkcs11());
  }

  /**
   * One in memory.
   *
   * @param seed 32 bytes (RFC 8032, 5.1.5)
   */
  static SigningKey of(byte[] seed) {
    return new HeldKey(seed);
  }

  PublicKey verifying();

  default String id() {
    return verifying().id();
  }

  /** 64 bytes. Fails, within some seconds, when what keeps the key does not sign. */
  Future<byte[]> sign(byte[] message);

  /** Succeeds when it can sign, as far as is known; what was lost is opened again. */
  default Future<Void> ready() {
    return Future.succeededFuture();
  }

  /** Nothing is signed any more. */
  default Future<Void> close() {
    return Future.succeededFuture();
  }
}
