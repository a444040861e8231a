// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.util.ArrayList;
import java.util.List;

/** Packs components, in their order, into transactions that a host can bear. */
final class Batches {

  private final int mostResources;
  private final long mostBytes;

  Batches(int mostResources, long mostBytes) {
    this.mostResources = mostResources;
    this.mostBytes = mostBytes;
  }

  /** A component is never split; one beyond the bounds stands alone. */
  List<List<Resource>> of(List<List<Resource>> components) {
    List<List<Resource>> batches = new ArrayList<>();
    List<Resource> batch = new ArrayList<>();
    long bytes = 0;
    for (List<Resource> component : components) {
      long more = component.stream().mapToLong(resource -> resource.body().length()).sum();
      boolean full = batch.size() + component.size() > mostResources || bytes + more > mostBytes;
      if (full && !batch.isEmpty()) {
        batches.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.addAll(component);
      bytes += more;
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }
}
