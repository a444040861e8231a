// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.COPY_DIFFERS;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.FhirHost;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Where an archive is put: the destination, which is asked whether it has it. Can be repeated. What
 * it has not answered counts as asked of the Patient: there is no end before that is over, but of a
 * copy whose record has to leave its host. Then what next brings it away from there waits.
 */
final class Shelf {

  private final Run run;
  private final CopiedItems copied;
  private final FhirHost host;
  private final List<ResourceKey> patient;
  private final Map<ResourceKey, String> papers = new TreeMap<>();

  Shelf(Run run, CopiedItems copied) {
    this.run = run;
    this.copied = copied;
    this.host = run.destination();
    this.patient = List.of(ResourceKey.patient(run.patient()));
  }

  /** Writes it unless it is there; fails when the host does not give it back the same. */
  Future<Void> put(Resource resource) {
    papers.put(resource.key(), resource.digest());
    return has(resource)
        .compose(
            has ->
                has
                    ? Future.succeededFuture()
                    : ask(() -> host.writing().put(List.of(resource)))
                        .compose(written -> has(resource))
                        .compose(
                            arrived ->
                                arrived ? Future.succeededFuture() : differs(resource.key())));
  }

  /** Digests of all that was put here. */
  Map<ResourceKey, String> papers() {
    return Map.copyOf(papers);
  }

  /** Fails unless all of it is there still. */
  static Future<Void> holds(FhirHost host, Map<ResourceKey, String> papers) {
    return InTurn.each(
        papers.entrySet(),
        // One by one, for each may be as large as an answer may be
        paper ->
            has(host, paper.getKey(), paper.getValue())
                .compose(has -> has ? Future.succeededFuture() : differs(paper.getKey())));
  }

  static Future<Void> differs(ResourceKey paper) {
    return Future.failedFuture(new TransferFailure(COPY_DIFFERS, paper.toString()));
  }

  private Future<Void> ask(Supplier<Future<Void>> request) {
    return copied.asking(run, patient, request).compose(answered -> copied.answered(run, patient));
  }

  private Future<Boolean> has(Resource resource) {
    return has(host, resource.key(), resource.digest());
  }

  private static Future<Boolean> has(FhirHost host, ResourceKey key, String digest) {
    return found(host, key)
        .map(found -> found.filter(is -> is.digest().equals(digest)).isPresent());
  }

  /** As the host has it. */
  static Future<Optional<Resource>> found(FhirHost host, ResourceKey paper) {
    List<Resource> found = new ArrayList<>();
    return host.fetch(
            List.of(paper),
            page -> {
              found.addAll(page);
              return Future.succeededFuture();
            })
        .map(fetched -> found.stream().findFirst());
  }

  /**
   * Removes what an attempt before has left there under these names, from one on: the last one
   * first, so that none is beyond a gap if this is cut off.
   */
  Future<Void> clear(IntFunction<ResourceKey> names, int from) {
    List<ResourceKey> left = new ArrayList<>();
    return Loop.from(
            from,
            number -> {
              ResourceKey key = names.apply(number);
              return Look.any(host, Set.of(key))
                  .map(found -> found.isPresent() && left.add(key) ? number + 1 : null);
            })
        .compose(
            found -> {
              Collections.reverse(left);
              return InTurn.each(left, key -> ask(() -> host.writing().delete(List.of(key))));
            });
  }
}
