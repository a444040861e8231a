// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.account;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Keeps an answer finite, and remembers what it has cut. Not for several threads. */
final class Bounds {
  static final int MOST = 200;

  /** Of what one of a list has in turn. */
  static final int MOST_WITHIN = 20;

  private final Set<String> cut = new TreeSet<>();

  /**
   * The first of them; no more are looked at than it takes to see that there are others.
   *
   * @param member by which name it is told that they are not all
   */
  <T> List<T> first(String member, Stream<T> all) {
    return first(member, MOST, all);
  }

  /**
   * The first of what one of a list has in turn.
   *
   * @param member by which name it is told that they are not all: that of the list
   */
  <T> List<T> within(String member, Stream<T> all) {
    return first(member, MOST_WITHIN, all);
  }

  private <T> List<T> first(String member, int most, Stream<T> all) {
    List<T> some = all.limit(most + 1L).toList();
    if (some.size() <= most) {
      return some;
    }
    cut(member);
    return some.subList(0, most);
  }

  void cut(String member) {
    cut.add(member);
  }

  List<String> cut() {
    return List.copyOf(cut);
  }
}
