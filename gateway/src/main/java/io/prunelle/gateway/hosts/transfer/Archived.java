// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a record's earlier versions.
 *
 * @param digest of the document that lists the archive's files; null when there is no archive
 * @param versions how many it has
 * @param leftOut how many the source showed and it does not have
 * @param papers digests of all that it consists of
 * @param told whether the source said anything of itself by then: one that did not may have
 *     versions that it was not asked for
 */
record Archived(
    @Nullable String digest,
    long versions,
    long leftOut,
    Map<ResourceKey, String> papers,
    boolean told) {

  /** No archive. */
  static final Archived NOTHING = new Archived(null, 0, 0, Map.of(), false);

  Archived withTold(boolean told) {
    return new Archived(digest, versions, leftOut, papers, told);
  }
}
