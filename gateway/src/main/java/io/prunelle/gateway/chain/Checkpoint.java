// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import io.prunelle.gateway.chain.Chain.Head;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a chain ended at a moment, signed, for somebody who keeps it where the database's owner
 * cannot reach: a chain cannot be cut before it any more.
 *
 * @param head of the chain; a block that was committed
 * @param key which key signed
 */
public record Checkpoint(int chain, Head head, Instant at, String key, Octets signature) {

  /** How a line begins. */
  public static final String BEGINNING = "{\"at\":";

  private static final String KIND = "checkpoint";

  private static final Pattern LINE =
      Pattern.compile(
          "\\{\"at\":\"[0-9T:.Z-]{20,32}\",\"chain\":\\d{1,10},\"digest\":\"[0-9a-f]{64}\","
              + "\"key\":\"[0-9a-f]{32}\",\"kind\":\"checkpoint\",\"number\":\\d{1,19},"
              + "\"signature\":\"[0-9a-f]{128}\"}");

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

  /**
   * Whether it is the beginning of a line, and no more: what was being written when the disk was
   * full, or its writer died. It was not counted as told, and is told again.
   */
  public static boolean isTorn(String line) {
    Matcher whole = LINE.matcher(line);
    return !line.isEmpty() && !whole.matches() && whole.hitEnd();
  }

  /** Null when it is none, or not as {@link #line} writes it: then it says what is not signed. */
  public static @Nullable Checkpoint parse(String line) {
    try {
      JsonObject json = new JsonObject(line);
      Checkpoint read =
          new Checkpoint(
              json.getInteger("chain"),
              new Head(json.getLong("number"), Octets.parse(json.getString("digest"))),
              Instant.parse(json.getString("at")),
              json.getString("key"),
              Octets.parse(json.getString("signature")));
      return line.equals(new String(read.line(), StandardCharsets.UTF_8)) ? read : null;
    } catch (DecodeException
        | DateTimeException
        | IllegalArgumentException
        | UncheckedIOException
        | ClassCastException
        | NullPointerException wrong) {
      return null;
    }
  }
}
