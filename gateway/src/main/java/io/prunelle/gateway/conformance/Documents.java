// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.conformance;

import io.prunelle.gateway.format.Accepted;
import io.prunelle.gateway.format.Rendering;
import io.prunelle.gateway.rate.Loan;
import io.prunelle.gateway.refusal.Answer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * A document that anybody may ask for, as often as they like: put together once for each practice,
 * and written once in each of the ways it is asked for, until the realm says something else.
 */
final class Documents {

  private final Rendering rendering;
  private final ConcurrentMap<String, Kept> kept = new ConcurrentHashMap<>();

  Documents(Rendering rendering) {
    this.rendering = rendering;
  }

  private record Kept(JsonObject realm, Answer document, ConcurrentMap<Accepted, Answer> written) {}

  /**
   * As JSON.
   *
   * @param realm what it was made of, beside the practice
   */
  Answer of(String practice, JsonObject realm, Function<JsonObject, Answer> made) {
    return kept(practice, realm, made).document();
  }

  /** As it goes onto the wire, with an entity tag of its own. */
  Future<Answer> of(
      String practice, JsonObject realm, Function<JsonObject, Answer> made, Accepted accepted) {
    Kept now = kept(practice, realm, made);
    Answer before = now.written().get(accepted);
    return before != null
        ? Future.succeededFuture(before)
        : rendering
            .render(now.document(), accepted, Loan.OWN)
            .map(Documents::tagged)
            .onSuccess(
                answer -> {
                  if (answer.status() == 200) {
                    now.written().put(accepted, answer);
                  }
                });
  }

  private Kept kept(String practice, JsonObject realm, Function<JsonObject, Answer> made) {
    return kept.compute(
        practice,
        (same, before) ->
            before != null && before.realm().equals(realm)
                ? before
                : new Kept(realm, made.apply(realm), new ConcurrentHashMap<>()));
  }

  private static Answer tagged(Answer answer) {
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    headers.put("etag", "\"" + digest(answer.body()) + "\"");
    return new Answer(answer.status(), headers, answer.body());
  }

  private static String digest(Buffer body) {
    try {
      byte[] whole = MessageDigest.getInstance("SHA-256").digest(body.getBytes());
      return HexFormat.of().formatHex(whole, 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
