// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What the resources of a record were before they were changed where they are now. */
final class PastVersions {

  /** Of resources that were changed: a name of each is in memory, and each is asked for. */
  private static final int MOST = 5_000;

  /** As hosts count that count: nothing came before. */
  private static final String FIRST = "1";

  /** What copies a record. */
  interface Copying {

    /** Whether there is no more room or time, or the record has gone. */
    boolean isOver();

    Future<Buffer> ask(String path, String query);

    Future<Void> keep(RecordResource version);

    /**
     * Deals with one that could not be read.
     *
     * @return whether the others are not to be asked for either
     */
    Future<Boolean> failed(Throwable failure);
  }

  private record Changed(String type, String id, String version) {

    String path() {
      return "/" + type + "/" + id + "/_history";
    }

    /** Whether it is of this resource, and not what was copied. */
    boolean was(RecordResource other) {
      return other.type().equals(type) && other.id().equals(id) && !other.version().equals(version);
    }
  }

  private final Vertx vertx;
  private final Queue<Changed> changed = new ArrayDeque<>();
  private boolean tooMany;
  private boolean untold;

  PastVersions(Vertx vertx) {
    this.vertx = vertx;
  }

  /** That it was copied as it is now. */
  void met(RecordResource resource) {
    if (resource.version().isEmpty() || resource.version().equals(FIRST)) {
      return;
    }
    if (changed.size() < MOST) {
      changed.add(new Changed(resource.type(), resource.id(), resource.version()));
    } else {
      tooMany = true;
    }
  }

  /**
   * Copies those that the host tells of.
   *
   * @return whether there are more than are asked for
   */
  Future<Boolean> copied(Copying copying) {
    return InTurn.each(() -> left(copying), one -> pages(copying, one)).map(read -> tooMany);
  }

  private Iterator<Changed> left(Copying copying) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !changed.isEmpty() && !untold && !copying.isOver();
      }

      @Override
      public Changed next() {
        if (changed.isEmpty()) {
          throw new NoSuchElementException();
        }
        return changed.remove();
      }
    };
  }

  private Future<Void> pages(Copying copying, Changed one) {
    return Loop.from(Asked.first(one.path(), ""), asked -> page(copying, one, asked))
        .recover(
            failure ->
                copying
                    .failed(failure)
                    .map(
                        all -> {
                          untold |= all;
                          return null;
                        }));
  }

  private Future<@Nullable Asked> page(Copying copying, Changed one, Asked asked) {
    return copying
        .ask(asked.path(), asked.query())
        .compose(json -> vertx.executeBlocking(() -> RecordPage.of(json), false))
        .compose(
            page ->
                InTurn.each(page.resources().stream().filter(one::was).toList(), copying::keep)
                    .map(
                        kept ->
                            page.next() == null || copying.isOver()
                                ? null
                                : Asked.next(page.next())))
        .recover(
            failure -> {
              Asked less = asked.less(failure);
              return less == null ? Future.failedFuture(failure) : Future.succeededFuture(less);
            });
  }
}
