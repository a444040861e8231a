// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Where bodies are read by what was begun on an event loop. */
public final class ReadingThreads {

  private final Set<String> names = ConcurrentHashMap.newKeySet();

  /** Those that took all of a body; by their names. */
  public Set<String> names() {
    return names;
  }

  /** A body that notices which thread takes all of it. */
  public Buffer noticed(Buffer body) {
    return (Buffer)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Buffer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getBytes")) {
                names.add(Thread.currentThread().getName());
              }
              try {
                return method.invoke(body, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  /** Begins work on an event loop, and waits for what comes of it. */
  public static <T> T onEventLoop(Vertx vertx, Supplier<Future<? extends T>> work)
      throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    vertx.runOnContext(
        start -> work.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
    return done.get(10, TimeUnit.SECONDS);
  }
}
