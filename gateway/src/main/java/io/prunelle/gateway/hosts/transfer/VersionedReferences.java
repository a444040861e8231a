// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.transfer.VersionedItems.Versioned;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What has become of the versions that a record refers to. References are carried as they are, so
 * that digests hold and signatures too; but where the record lives now versions are numbered anew,
 * and the same number is another one's.
 */
final class VersionedReferences {

  private static final int TOGETHER = 200;

  /** Where a version is now. */
  enum Found {
    /** It is what was carried. */
    CARRIED,
    /** It is among the earlier versions. */
    EARLIER,
    /** It was there, and is not taken along. */
    LEFT_OUT,
    /**
     * The reference came to the source as it is: the archive that came with it says where it is.
     */
    BEFORE,
    NOT_SHOWN;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Run run;
  private final VersionedItems items;
  private final Map<String, Found> wanted = new HashMap<>();

  VersionedReferences(Run run, VersionedItems items) {
    this.run = run;
    this.items = items;
  }

  /** One that is referred to. */
  record Reference(ResourceKey from, String to, Found found) {}

  /** Finds out which there are. To be called first; keeps the name of each version in memory. */
  Future<Void> read() {
    return each(
        referring -> {
          referring.versions().forEach(version -> wanted.put(version, Found.NOT_SHOWN));
          return Future.succeededFuture();
        });
  }

  void met(ResourceKey key, String version, Found found) {
    wanted.computeIfPresent(key + "/_history/" + version, (name, before) -> found);
  }

  /** Tells of each, one after the other. */
  Future<Void> tell(Function<Reference, Future<?>> told) {
    return each(
        referring ->
            InTurn.each(
                referring.versions(),
                version ->
                    told.apply(
                        new Reference(
                            referring.from(),
                            version,
                            referring.before()
                                ? Found.BEFORE
                                : wanted.getOrDefault(version, Found.NOT_SHOWN)))));
  }

  private Future<Void> each(Function<Versioned, Future<?>> told) {
    return KeyPages.each(
        after -> items.versioned(run, after, TOGETHER),
        referring -> referring.from().toString(),
        some -> InTurn.each(some, told));
  }
}
