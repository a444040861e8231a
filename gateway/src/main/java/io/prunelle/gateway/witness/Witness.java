// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.witness;

import io.prunelle.gateway.chain.Chain.Head;
import io.prunelle.gateway.chain.Checkpoint;
import io.prunelle.gateway.chain.SigningKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one witness where the chains end, as far as it does not know yet: one that is empty knows
 * nothing. The journal does not wait for it: what a witness has not heard, it hears later. For one
 * context.
 */
final class Witness {

  private static final Logger LOG = LoggerFactory.getLogger(Witness.class);

  private final String name;
  private final Destination destination;
  private final SigningKey key;
  private final InstantSource clock;
  private final Map<Integer, Long> told = new HashMap<>();
  private boolean telling;
  private Future<Void> underWay = Future.succeededFuture();
  private volatile @Nullable Instant failingSince;
  private volatile @Nullable Instant last;

  Witness(String name, Destination destination, SigningKey key, InstantSource clock) {
    this.name = name;
    this.destination = destination;
    this.key = key;
    this.clock = clock;
  }

  /**
   * Tells it.
   *
   * @param ends of chains, as they are committed
   */
  Future<Void> tell(Map<Integer, Head> ends) {
    if (telling) {
      return Future.succeededFuture();
    }
    telling = true;
    underWay =
        destination
            .isEmpty()
            // Whether it can be told shows once there is something to tell
            .otherwise(false)
            .compose(
                empty -> {
                  if (empty) {
                    told.clear();
                  }
                  return tellNews(ends);
                })
            .andThen(done -> telling = false);
    return underWay;
  }

  private Future<Void> tellNews(Map<Integer, Head> ends) {
    Map<Integer, Long> news = new HashMap<>();
    List<Future<Checkpoint>> signed = new ArrayList<>();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    ends.forEach(
        (chain, head) -> {
          if (head.number() > told.getOrDefault(chain, -1L)) {
            news.put(chain, head.number());
            signed.add(Checkpoint.sign(chain, head, now, key));
          }
        });
    return news.isEmpty()
        ? Future.succeededFuture()
        : Future.all(signed)
            .compose(all -> destination.keep(lines(all.list())))
            .andThen(
                done -> {
                  if (done.succeeded()) {
                    told.keySet().retainAll(ends.keySet());
                    told.putAll(news);
                    last = now;
                    recovered();
                  } else {
                    failed(done.cause());
                  }
                });
  }

  private static Buffer lines(List<Checkpoint> checkpoints) {
    Buffer lines = Buffer.buffer();
    checkpoints.forEach(line -> lines.appendBytes(line.line()).appendByte((byte) '\n'));
    return lines;
  }

  /**
   * Tells it after what it is being told, however that ends: there is no next time.
   *
   * @param ends where the chains have ended for good
   */
  Future<Void> lastWord(Map<Integer, Head> ends) {
    return underWay.otherwiseEmpty().compose(over -> tell(ends));
  }

  /** After the last word. */
  Future<Void> close() {
    return destination.close();
  }

  /** That it could not be told, for whatever reason. */
  void failed(Throwable failure) {
    if (failingSince == null) {
      failingSince = clock.instant();
    }
    LOG.atError()
        .addKeyValue("witness", name)
        .addKeyValue("since", failingSince)
        .addKeyValue("cause", failure.toString())
        .log("The journal's witness does not hear where its chains end");
  }

  private void recovered() {
    if (failingSince != null) {
      LOG.atInfo().addKeyValue("witness", name).log("The journal's witness hears again");
      failingSince = null;
    }
  }

  String name() {
    return name;
  }

  /** Zero when it has heard all that there was to tell. */
  double failingSeconds() {
    Instant since = failingSince;
    return since == null ? 0 : ChronoUnit.MILLIS.between(since, clock.instant()) / 1e3;
  }

  JsonObject state() {
    JsonObject state = new JsonObject().put("state", failingSince == null ? "ok" : "failing");
    if (failingSince != null) {
      state.put("since", String.valueOf(failingSince));
    }
    return last == null ? state : state.put("last", String.valueOf(last));
  }
}
