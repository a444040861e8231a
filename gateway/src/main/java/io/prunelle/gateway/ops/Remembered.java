// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a table lately. It is true as of the revision that it is given with, which is
 * not to say now: who acts upon it confirms, in the very commit that says so, that the table is
 * still at that revision. The least recently used is forgotten first.
 *
 * <p>Safe for threads.
 *
 * @param <K> what is looked up
 * @param <V> what was found of one
 */
public final class Remembered<K, V> {

  /** Before anything was read. */
  private static final long NOTHING = -1;

  private final LongFunction<Future<Changes<K>>> since;
  private final Map<K, V> kept;
  private long revision = NOTHING;
  private boolean following;

  /**
   * Remembers nothing yet.
   *
   * @param most at most so many
   * @param since reads what has changed since a revision
   */
  public Remembered(int most, LongFunction<Future<Changes<K>>> since) {
    this.since = since;
    this.kept = new Recent<>(most);
  }

  /**
   * What was read.
   *
   * @param revision of the table in the statement that read it
   */
  public record Reading<V>(V value, long revision) {}

  /**
   * What has changed since a revision.
   *
   * @param revision in the statement that read this
   * @param everything whether all that was known has to be forgotten
   * @param keys otherwise, those that have changed, and maybe others
   */
  public record Changes<K>(long revision, boolean everything, Collection<K> keys) {

    /** Beyond so many at once all is forgotten. */
    private static final int MOST = 1_000;

    /**
     * Reads what was written in order since a revision.
     *
     * @param sql gives a row always, with the revision and, of each that was written beyond {@code
     *     $1}, the two parts of its key; not more than {@code $2}
     */
    public static <K> Future<Changes<K>> since(
        long from, SqlClient client, String sql, BiFunction<String, String, K> key) {
      return client
          .preparedQuery(sql)
          .execute(Tuple.of(Revision.ordered(Math.max(from, 0)), MOST + 1))
          .map(
              rows -> {
                List<K> changed = new ArrayList<>();
                long revision = 0;
                for (Row row : rows) {
                  revision = row.getLong(0);
                  if (row.getString(1) != null) {
                    changed.add(key.apply(row.getString(1), row.getString(2)));
                  }
                }
                boolean all = !Revision.continues(from, revision) || changed.size() > MOST;
                return new Changes<>(revision, all, changed);
              });
    }
  }

  /** Empty for what is not remembered. */
  public synchronized Optional<Reading<V>> find(K key) {
    V value = kept.get(key);
    return value == null ? Optional.empty() : Optional.of(new Reading<>(value, revision));
  }

  /** Remembers what was just read, unless it is of another revision than the rest. */
  public void keep(K key, Reading<V> reading) {
    if (isAt(reading.revision())) {
      synchronized (this) {
        if (revision == NOTHING) {
          revision = reading.revision();
        }
        if (revision == reading.revision()) {
          kept.put(key, reading.value());
        }
      }
    } else {
      follow();
    }
  }

  /**
   * Told of the revision that somebody has seen: if it is another one, what changed is forgotten.
   */
  public void seen(long current) {
    if (!isAt(current)) {
      follow();
    }
  }

  /** Forgets everything. */
  public synchronized void forget() {
    kept.clear();
    revision = NOTHING;
  }

  private synchronized boolean isAt(long current) {
    return revision == current || revision == NOTHING;
  }

  /** Until it is done, what is remembered stays of the revision it was of. */
  private void follow() {
    long from;
    synchronized (this) {
      if (following) {
        return;
      }
      following = true;
      from = revision;
    }
    since.apply(from).onComplete(read -> followed(from, read.succeeded() ? read.result() : null));
  }

  private synchronized void followed(long from, @Nullable Changes<K> changes) {
    following = false;
    if (changes == null || revision != from) {
      return;
    }
    if (changes.everything()) {
      kept.clear();
    } else {
      changes.keys().forEach(kept::remove);
    }
    revision = changes.revision();
  }

  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int most;

    Recent(int most) {
      super(64, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }
}
