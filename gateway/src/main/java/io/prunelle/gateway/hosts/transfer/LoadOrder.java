// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The order in which resources can be written so that what they refer to is there: strongly
 * connected components (an Encounter and a Condition may refer to each other), each after those it
 * refers to (R. Tarjan, Depth-first search and linear graph algorithms, 1972). Backwards, it is an
 * order in which they can be deleted. Resources are numbers here.
 */
final class LoadOrder {

  private static final int UNVISITED = -1;

  private final int[][] targets;
  private final int[] index;
  private final int[] lowest;
  private final int[] next;
  private final int[] place;
  private final int[] open;
  private int opened;
  private int visited;
  private int places;

  private LoadOrder(int[][] targets) {
    this.targets = targets;
    int size = targets.length;
    index = new int[size];
    Arrays.fill(index, UNVISITED);
    lowest = new int[size];
    next = new int[size];
    place = new int[size];
    Arrays.fill(place, UNVISITED);
    open = new int[size];
  }

  /**
   * The place of each resource, from 0 on; those that refer to each other have the same.
   *
   * @param targets what each refers to
   */
  static int[] of(int[][] targets) {
    LoadOrder order = new LoadOrder(targets);
    for (int node = 0; node < targets.length; node++) {
      if (order.index[node] == UNVISITED) {
        order.visitFrom(node);
      }
    }
    return order.place;
  }

  // Without recursion: a chain of references may be longer than the stack is deep
  private void visitFrom(int start) {
    Deque<Integer> path = new ArrayDeque<>();
    enter(start, path);
    while (!path.isEmpty()) {
      int node = path.element();
      if (next[node] < targets[node].length) {
        int target = targets[node][next[node]++];
        if (index[target] == UNVISITED) {
          enter(target, path);
        } else if (place[target] == UNVISITED) {
          lowest[node] = Math.min(lowest[node], index[target]);
        }
      } else {
        path.pop();
        if (!path.isEmpty()) {
          int parent = path.element();
          lowest[parent] = Math.min(lowest[parent], lowest[node]);
        }
        if (lowest[node] == index[node]) {
          close(node);
        }
      }
    }
  }

  private void enter(int node, Deque<Integer> path) {
    index[node] = visited;
    lowest[node] = visited++;
    open[opened++] = node;
    path.push(node);
  }

  private void close(int root) {
    int member;
    do {
      member = open[--opened];
      place[member] = places;
    } while (member != root);
    places++;
  }
}
