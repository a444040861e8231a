// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Records for which a host is asked while others wait: a few with each sweep, and first those that
 * were left for later before. For one context.
 */
final class Turns {

  private final int most;
  private final Set<PatientRecord> waiting = new LinkedHashSet<>();
  private final Set<PatientRecord> first = new HashSet<>();
  private int left;

  Turns(int most) {
    this.most = most;
    this.left = most;
  }

  /** With each sweep. Who had a turn with the one before and did not come for it has lost it. */
  void begin() {
    first.clear();
    Iterator<PatientRecord> oldest = waiting.iterator();
    while (first.size() < most && oldest.hasNext()) {
      first.add(oldest.next());
      oldest.remove();
    }
    left = most - first.size();
  }

  /** Whether it is the record's turn; if not it is with one of the next sweeps. */
  boolean has(PatientRecord record) {
    if (first.remove(record)) {
      return true;
    }
    if (left > 0 && !waiting.contains(record)) {
      left--;
      return true;
    }
    waiting.add(record);
    return false;
  }
}
