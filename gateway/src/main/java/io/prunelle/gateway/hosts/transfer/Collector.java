// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.NO_RECORD;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Gathers a record from a host: what the host calls everything, and all that refers to. */
final class Collector {

  private final long mostBytes;

  Collector(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** The whole record with all it refers to; fails when the host does not have the patient. */
  Future<RecordContent> whole(FhirHost host, String patient) {
    RecordContent content = new RecordContent(patient, mostBytes);
    return host.everything(patient, content::add)
        .compose(
            found ->
                // A host that shows nothing of the patient has not shown that there is nothing
                content.hasPatient()
                    ? complete(host, content, new HashSet<>())
                    : Future.failedFuture(
                        new TransferFailure(NO_RECORD, ResourceKey.patient(patient).toString())));
  }

  /**
   * What a host holds of the record, without bodies: whatever it says about the patient, and those
   * of the expected resources that it does not count as such. Empty if it has nothing.
   */
  Future<RecordContent> present(FhirHost host, String patient, Collection<ResourceKey> expected) {
    RecordContent content = new RecordContent(patient, mostBytes);
    return host.everything(patient, resource -> content.add(resource.withoutBody()))
        .compose(
            any -> {
              Set<ResourceKey> unseen = new HashSet<>(expected);
              unseen.removeAll(content.own().keySet());
              return host.fetch(unseen, resource -> content.add(resource.withoutBody()));
            })
        .map(content);
  }

  // References of references, until nothing new turns up. What the source itself lacks is dangling
  // there already: then the destination decides whether it takes such a reference.
  private static Future<RecordContent> complete(
      FhirHost host, RecordContent content, Set<ResourceKey> asked) {
    Set<ResourceKey> lacking = content.lacking();
    lacking.removeAll(asked);
    if (lacking.isEmpty()) {
      return Future.succeededFuture(content);
    }
    asked.addAll(lacking);
    return host.fetch(lacking, content::add).compose(done -> complete(host, content, asked));
  }
}
