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

  private static final int MOST_REQUESTS = 5_000;

  /** Of which a name is in memory, whether they are asked for or come by themselves. */
  private static final int MOST_NAMES = 50_000;

  private final Set<String> wanted = new HashSet<>();
  private final Set<String> seen = new HashSet<>();
  private final Queue<String> waiting = new ArrayDeque<>();
  private int asked;
  private boolean tooMany;

  void want(Collection<String> ids) {
    for (String id : ids) {
      if (seen.contains(id) || wanted.contains(id)) {
        continue;
      } else if (wanted.size() == MOST_NAMES) {
        tooMany = true;
        return;
      }
      wanted.add(id);
      waiting.add(id);
    }
  }

  /** Whether there are more than there are names in memory: those nobody asks for. */
  boolean tooMany() {
    return tooMany;
  }

  boolean mayAsk() {
    return asked < MOST_REQUESTS;
  }

  void ask(String id) {
    asked++;
    see(id);
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
