// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.SOURCE_CHANGED;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the source has no longer though the mover has removed nothing there yet: somebody has
 * deleted it past the gateway, when it was not looked at any more. Where the record lives now it is
 * in use as if nothing had happened, and once the rest is erased nothing would tell of it.
 */
final class MissingAtSource {

  private static final int TOGETHER = 200;
  private static final int NAMED = 10;

  private final Run run;
  private final Sightings sightings;

  MissingAtSource(Run run, Sightings sightings) {
    this.run = run;
    this.sightings = sightings;
  }

  /**
   * After a look at the whole source. What has been changed or deleted where the record lives is
   * that practice's to know. Fails with {@link TransferFailure} that names the rest.
   */
  Future<Void> none() {
    Set<ResourceKey> inUse = new TreeSet<>();
    return KeyPages.each(
            after -> sightings.unseenOwn(run, after, TOGETHER),
            missing ->
                run.destination()
                    .fetch(
                        missing, page -> sightings.asCompared(run, page).onSuccess(inUse::addAll)))
        .compose(
            looked ->
                inUse.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(new TransferFailure(SOURCE_CHANGED, named(inUse))));
  }

  private static String named(Set<ResourceKey> missing) {
    return missing.stream()
        .limit(NAMED)
        .map(ResourceKey::toString)
        .collect(Collectors.joining(", ", missing.size() + " missing: ", ""));
  }
}
