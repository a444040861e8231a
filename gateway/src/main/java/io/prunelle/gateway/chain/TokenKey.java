// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.pkcs11.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key that a token keeps. It is asked by a thread of its own: nobody knows how long it takes, and
 * a call of it cannot be broken off.
 */
final class TokenKey implements SigningKey {

  private static final Logger LOG = LoggerFactory.getLogger(TokenKey.class);

  private static final String LABEL = "gateway.journal.pkcs11.key-label";

  /** No longer than who asks waits for the journal. */
  private static final long PATIENCE_SECONDS = 3;

  /** One for a commit, and few for transfers: more of them wait for a token that hangs. */
  private static final int WAITING = 64;

  /** Begins like nothing else that is signed with the key: not with a brace, nor with Base64. */
  private static final byte[] PROBE = "-\n".getBytes(StandardCharsets.US_ASCII);

  private final WorkerExecutor thread;
  private final Token token;
  private final PublicKey verifying;
  private final AtomicInteger waiting = new AtomicInteger();

  private TokenKey(WorkerExecutor thread, Token token, PublicKey verifying) {
    this.thread = thread;
    this.token = token;
    this.verifying = verifying;
  }

  /**
   * Opens the token, and tries it out.
   *
   * @throws InvalidSettings naming the key of the configuration that does not lead there
   * @throws UncheckedIOException likewise, when that may pass
   */
  static TokenKey of(Vertx vertx, Settings.Pkcs11 settings) {
    try {
      Token token = Token.open(settings);
      PublicKey verifying = triedOut(token, settings);
      return new TokenKey(vertx.createSharedWorkerExecutor("pkcs11", 1), token, verifying);
    } catch (IOException notNow) {
      throw new UncheckedIOException(notNow);
    }
  }

  private static PublicKey triedOut(Token token, Settings.Pkcs11 settings) throws IOException {
    try {
      PublicKey verifying = verifying(token, settings);
      if (!verifying.verifies(PROBE, token.tryOut(PROBE))) {
        throw new InvalidSettings(KeyFile.PUBLIC_HALF, "is not the public half of the token's key");
      }
      return verifying;
    } catch (InvalidSettings | IOException failed) {
      token.close();
      throw failed;
    }
  }

  private static PublicKey verifying(Token token, Settings.Pkcs11 settings) throws IOException {
    return settings.publicKey() == null
        ? new PublicKey(token.publicKey())
        : KeyFile.verifying(settings.publicKey(), KeyFile.PUBLIC_HALF);
  }

  @Override
  public PublicKey verifying() {
    return verifying;
  }

  @Override
  public Future<byte[]> sign(byte[] message) {
    return asked(
        () -> {
          if (token.isOpen()) {
            try {
              return token.sign(message);
            } catch (IOException lost) {
              LOG.atWarn().addKeyValue("cause", lost.getMessage()).log("The token is opened anew");
            }
          }
          reopen();
          return token.sign(message);
        });
  }

  /** Whoever has replaced the token may have put another key in it, by the same label. */
  private void reopen() throws IOException {
    token.reopen();
    if (!verifying.verifies(PROBE, token.sign(PROBE))) {
      token.close();
      throw new IOException(LABEL + ": the token has another key than at the start");
    }
  }

  @Override
  public Future<Void> ready() {
    return asked(
        () -> {
          if (!token.isOpen()) {
            reopen();
          }
          return null;
        });
  }

  private <T> Future<T> asked(Callable<T> call) {
    if (waiting.incrementAndGet() > WAITING) {
      waiting.decrementAndGet();
      return Future.failedFuture(new IOException("The token does not answer"));
    }
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    return thread
        .executeBlocking(
            () -> {
              if (System.nanoTime() > until) {
                throw new IOException("The token has not answered in time");
              }
              return call.call();
            },
            false)
        .onComplete(done -> waiting.decrementAndGet())
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public Future<Void> close() {
    return asked(
            () -> {
              token.close();
              return null;
            })
        .otherwiseEmpty()
        .eventually(thread::close)
        .mapEmpty();
  }
}
