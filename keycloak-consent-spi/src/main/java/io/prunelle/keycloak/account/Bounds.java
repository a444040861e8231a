// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.account;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Keeps an answer finite, and remembers what it has cut. Not for several threads. */
final class Bounds {
  static final int MOST = 200;

  private final Set<String> cut = new TreeSet<>();

  /**
   * The first of them; no more are looked at than it takes to see that there are others.
   *
   * @param member by which name it is told that they are not all
   */
  <T> List<T> first(String member, Stream<T> all) {
    List<T> some = all.limit(MOST + 1L).toList();
    if (some.size() <= MOST) {
      return some;
    }
    cut(member);
    return some.subList(0, MOST);
  }

  void cut(String member) {
    cut.add(member);
  }

  List<String> cut() {
    return List.copyOf(cut);
  }
}
