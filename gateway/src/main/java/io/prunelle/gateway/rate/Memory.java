// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rate;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The door of this package for how much of an instance's memory bodies and answers may take, all
 * together, and those of one caller. Counted as they arrive and as they are inflated, and given
 * back when the request is over, however it ends. Each is copied once or twice on its way, so this
 * is to be a part of the heap.
 */
public final class Memory {

  /** In bytes. What is not longer is not counted: it costs no more than the request itself. */
  static final int SHORT = 16 * 1024;

  /** What has to be left for work to begin that must not fail by how much is found. */
  private static final int PART = 8;

  private static final Duration RETRY = Duration.ofSeconds(2);

  private final long share;
  private final long least;
  private final ConcurrentMap<HttpServerRequest, Account> accounts = new ConcurrentHashMap<>();
  private final Map<String, Long> held = new HashMap<>();
  private long free;

  /** Of one request; guarded by the memory it is of. */
  private static final class Account {
    private final String caller;
    private int users = 1;
    private long held;

    private Account(String caller) {
      this.caller = caller;
    }
  }

  /**
   * @param bytes for all requests together
   * @param share for those of one caller
   */
  public Memory(long bytes, long share) {
    this.free = bytes;
    this.share = share;
    this.least = bytes / PART;
  }

  /**
   * Begins to count for a request, which has to be {@link #settle}d as often.
   *
   * @param caller whose it is
   */
  public void admit(HttpServerRequest request, String caller) {
    Account before = accounts.putIfAbsent(request, new Account(caller));
    if (before != null) {
      synchronized (this) {
        before.users++;
      }
    }
  }

  /** Whose a request is; nobody's when it was not admitted. */
  public String caller(HttpServerRequest request) {
    Account account = accounts.get(request);
    return account == null ? "" : account.caller;
  }

  /** Gives back all that a request has taken. What it may still want is refused from now on. */
  public void settle(HttpServerRequest request) {
    Account account = accounts.get(request);
    if (account == null) {
      return;
    }
    synchronized (this) {
      account.users--;
      if (account.users == 0) {
        accounts.remove(request);
        giveBack(account, account.held);
      }
    }
  }

  /**
   * Whether there is room for as much as an answer usually is. Asked before hosts are, where that
   * room was short after all would tell that something was found.
   *
   * @return fails with a 503 when there is not
   */
  public Future<Void> room(HttpServerRequest request) {
    Account account = accounts.get(request);
    synchronized (this) {
      return account != null && left(account) >= least
          ? Future.succeededFuture()
          : Future.failedFuture(full());
    }
  }

  /**
   * Counts a body or an answer that becomes longer. Throws the refusal when there is no room, or
   * the request is over; of what was counted before, all stays counted.
   *
   * @param before how long it was
   * @param more how much longer it becomes
   */
  public void grow(HttpServerRequest request, long before, long more) {
    if (before + more > SHORT) {
      take(accounts.get(request), before > SHORT ? more : before + more);
    }
  }

  /** How much is counted of one that is so long. */
  public static long counted(long length) {
    return length > SHORT ? length : 0;
  }

  /**
   * Gives back what was counted of one that is not needed any more.
   *
   * @param length of all of it
   * @param kept of it nevertheless
   */
  public void shrink(HttpServerRequest request, long length, long kept) {
    Account account = accounts.get(request);
    if (length > SHORT && account != null) {
      synchronized (this) {
        giveBack(account, Math.min(account.held, Math.max(0, length - kept)));
      }
    }
  }

  /** For work of a request, which takes it beside what was counted before. */
  public Loan loan(HttpServerRequest request) {
    return new Loan() {
      @Override
      public boolean ever(long bytes) {
        return couldHave(accounts.get(request), bytes);
      }

      @Override
      public <T> T during(long bytes, Callable<T> work) throws Exception {
        grow(request, 0, bytes);
        try {
          return work.call();
        } finally {
          shrink(request, bytes, 0);
        }
      }
    };
  }

  private synchronized boolean couldHave(@Nullable Account account, long bytes) {
    return account == null || account.held + counted(bytes) <= share;
  }

  /** How much is left, in bytes. */
  public synchronized long free() {
    return free;
  }

  private synchronized void take(@Nullable Account account, long bytes) {
    if (account == null || account.users == 0 || left(account) < bytes) {
      throw full();
    }
    free -= bytes;
    account.held += bytes;
    held.merge(account.caller, bytes, Long::sum);
  }

  private void giveBack(Account account, long bytes) {
    if (bytes > 0) {
      free += bytes;
      account.held -= bytes;
      held.computeIfPresent(
          account.caller, (caller, before) -> before == bytes ? null : before - bytes);
    }
  }

  private long left(Account account) {
    return Math.min(free, share - held.getOrDefault(account.caller, 0L));
  }

  private static RuntimeException full() {
    return new Refusal.NotReady("memory-full", RETRY).refused();
  }
}
