// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one asks to have committed: all of it, or nothing.
 *
 * @param since nanoseconds
 * @param context where the one who asks goes on; null outside of Vert.x
 * @param lane who waits together
 */
record Submission(
    List<Leaf> leaves,
    long since,
    Promise<List<Long>> promise,
    @Nullable Context context,
    Lane lane) {

  /** Gives what was read in the statement that committed it; nothing where that is not known. */
  Future<List<Long>> future() {
    return promise.future();
  }

  void complete(List<Long> read) {
    on(() -> promise.tryComplete(read));
  }

  /** All of these at once: each event loop is told once, however many wait there. */
  static void complete(List<Submission> committed, List<Long> read) {
    Map<EventLoop, List<Runnable>> there = new LinkedHashMap<>();
    for (Submission submission : committed) {
      if (submission.context() instanceof ContextInternal context && context.isEventLoopContext()) {
        there
            .computeIfAbsent(context.nettyEventLoop(), first -> new ArrayList<>())
            .add(() -> context.dispatch(read, submission.promise::tryComplete));
      } else {
        submission.complete(read);
      }
    }
    there.forEach((loop, all) -> loop.execute(() -> all.forEach(Runnable::run)));
  }

  void fail(Throwable failure) {
    on(() -> promise.tryFail(failure));
  }

  private void on(Runnable end) {
    if (context == null) {
      end.run();
    } else {
      context.runOnContext(there -> end.run());
    }
  }
}
