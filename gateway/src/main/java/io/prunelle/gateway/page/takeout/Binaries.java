// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The Binaries that a record leads to, each to be asked for once; one may lead to others. */
final class Binaries {

  private static final int MOST = 5_000;

  private final Set<String> wanted = new HashSet<>();
  private final Set<String> seen = new HashSet<>();
  private final Queue<String> waiting = new ArrayDeque<>();

  void want(Collection<String> ids) {
    ids.stream().filter(id -> wanted.size() < MOST && wanted.add(id)).forEach(waiting::add);
  }

  /** One that has come, or was asked for. */
  void see(String id) {
    seen.add(id);
  }

  boolean saw(String id) {
    return seen.contains(id);
  }

  /** One that could not be asked for. */
  void putBack(String id) {
    waiting.add(id);
  }

  /** How many were neither asked for nor have come. */
  long lacking() {
    return waiting.stream().filter(id -> !seen.contains(id)).count();
  }

  /** As long as there is one that was not asked for. */
  Iterator<String> waiting(BooleanSupplier over) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !waiting.isEmpty() && !over.getAsBoolean();
      }

      @Override
      public String next() {
        return waiting.remove();
      }
    };
  }
}
