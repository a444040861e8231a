// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import io.prunelle.gateway.chain.Chain.Head;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a chain ended at a moment, signed, for somebody who keeps it where the database's owner
 * cannot reach: a chain cannot be cut before it any more.
 *
 * @param head of the chain; a block that was committed
 * @param key which key signed
 */
public record Checkpoint(int chain, Head head, Instant at, String key, Octets signature) {

  private static final String KIND = "checkpoint";

  /** Signs it; fails when the key does not. */
  public static Future<Checkpoint> sign(int chain, Head head, Instant at, SigningKey key) {
    return key.sign(signed(chain, head, at, key.id()))
        .map(signature -> new Checkpoint(chain, head, at, key.id(), Octets.of(signature)));
  }

  public byte[] signed() {
    return signed(chain, head, at, key);
  }

  private static byte[] signed(int chain, Head head, Instant at, String key) {
    return new CanonicalJson()
        .time("at", at)
        .number("chain", chain)
        .hex("digest", head.digest())
        .text("key", key)
        .text("kind", KIND)
        .number("number", head.number())
        .bytes();
  }

  /** One line, without its end. */
  public byte[] line() {
    return new CanonicalJson()
        .time("at", at)
        .number("chain", chain)
        .hex("digest", head.digest())
        .text("key", key)
        .text("kind", KIND)
        .number("number", head.number())
        .hex("signature", signature)
        .bytes();
  }

  /** Null when it is none. */
  public static @Nullable Checkpoint parse(String line) {
    try {
      JsonObject json = new JsonObject(line);
      return KIND.equals(json.getString("kind"))
          ? new Checkpoint(
              json.getInteger("chain"),
              new Head(json.getLong("number"), Octets.parse(json.getString("digest"))),
              Instant.parse(json.getString("at")),
              json.getString("key"),
              Octets.parse(json.getString("signature")))
          : null;
    } catch (DecodeException
        | DateTimeException
        | IllegalArgumentException
        | ClassCastException
        | NullPointerException wrong) {
      return null;
    }
  }
}
