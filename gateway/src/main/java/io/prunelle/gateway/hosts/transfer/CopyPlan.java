// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.DESTINATION_OCCUPIED;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What has to happen on the destination before both hosts hold the same record.
 *
 * @param write what the destination lacks, or has from an earlier attempt in another version
 * @param stale what an earlier attempt wrote and the record no longer contains
 * @param manifest what the transfer is about to carry; to be kept before anything is written
 */
record CopyPlan(List<Resource> write, List<ResourceKey> stale, Manifest manifest) {

  /**
   * Compares what is with what should be. Fails with {@link TransferFailure} if that would
   * overwrite or remove what this transfer did not write: the mover does not know whose it is.
   *
   * @param there what the destination has of the record
   * @param sharedThere which of the source's shared resources the destination has
   * @param earlier the manifest of the attempt before
   */
  static CopyPlan of(
      RecordContent source, RecordContent there, Set<ResourceKey> sharedThere, Manifest earlier) {
    Set<ResourceKey> ours = earlier.written();
    Map<ResourceKey, Manifest.Item> items = new TreeMap<>();
    List<Resource> write = new ArrayList<>();
    source
        .own()
        .forEach(
            (key, resource) -> {
              Resource present = there.own().get(key);
              boolean same = present != null && present.digest().equals(resource.digest());
              if (!same) {
                unlessForeign(key, present != null && !ours.contains(key));
                write.add(resource);
              }
              items.put(key, new Manifest.Item(resource.digest(), "", !same || ours.contains(key)));
            });
    List<ResourceKey> stale =
        there.own().keySet().stream().filter(key -> !source.own().containsKey(key)).toList();
    stale.forEach(key -> unlessForeign(key, !ours.contains(key)));
    Stream<Resource> shared =
        source.shared().stream().filter(resource -> !sharedThere.contains(resource.key()));
    return new CopyPlan(Stream.concat(shared, write.stream()).toList(), stale, new Manifest(items));
  }

  /** The manifest with what is still to be removed from the destination. */
  Manifest undertaking(Manifest earlier) {
    Map<ResourceKey, Manifest.Item> items = new TreeMap<>(manifest.items());
    stale.forEach(key -> items.put(key, earlier.items().get(key)));
    return new Manifest(items);
  }

  private static void unlessForeign(ResourceKey key, boolean foreign) {
    if (foreign) {
      throw new TransferFailure(DESTINATION_OCCUPIED, key.toString());
    }
  }
}
