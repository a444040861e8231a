// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.ops.Part;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What starts and stops with a gateway, in three layers: what all others stand on, what works
 * beside the requests, and where they come in. Whatever hangs in the middle does not keep the
 * foundations from ending as they should: how the last requests ended is not written before that.
 */
final class Parts {

  private final Vertx vertx;
  private final Duration patience;
  private final List<Part> foundations = new ArrayList<>();
  private final List<Part> beside = new ArrayList<>();
  private final List<Part> doors = new ArrayList<>();
  private final List<Part> started = new ArrayList<>();

  /**
   * None yet.
   *
   * @param patience how long those beside the requests may take to stop, all at the same time
   */
  Parts(Vertx vertx, Duration patience) {
    this.vertx = vertx;
    this.patience = patience;
  }

  Parts onto(Part... parts) {
    foundations.addAll(List.of(parts));
    return this;
  }

  Parts beside(Part... parts) {
    beside.addAll(List.of(parts));
    return this;
  }

  Parts behind(Part... parts) {
    doors.addAll(List.of(parts));
    return this;
  }

  /** One after the other; fails with the first that does. */
  Future<Void> start() {
    List<Part> all = new ArrayList<>(foundations);
    all.addAll(beside);
    all.addAll(doors);
    Future<Void> chain = Future.succeededFuture();
    for (Part part : all) {
      chain =
          chain
              .compose(before -> part.start())
              .map(
                  done -> {
                    started.add(part);
                    return null;
                  });
    }
    return chain;
  }

  /** The other way round; one that fails to stop does not keep the others from it. */
  Future<Void> stop() {
    return inTurn(doors)
        .compose(closed -> Future.join(of(beside).stream().map(this::bounded).toList()))
        .compose(over -> inTurn(foundations));
  }

  private Future<Void> inTurn(List<Part> layer) {
    Future<Void> chain = Future.succeededFuture();
    for (Part part : of(layer)) {
      chain = chain.compose(before -> part.stop().<Void>mapEmpty().otherwiseEmpty());
    }
    return chain;
  }

  private Future<?> bounded(Part part) {
    return Future.any(
        part.stop().otherwiseEmpty(), vertx.timer(patience.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Those of them that have started, the last one first. */
  private List<Part> of(List<Part> layer) {
    List<Part> reversed = new ArrayList<>();
    for (Part part : layer) {
      if (started.contains(part)) {
        reversed.add(0, part);
      }
    }
    return reversed;
  }
}
