// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import org.jspecify.annotations.Nullable;

/**
 * What has become of a record's earlier versions.
 *
 * @param digest of the document that lists the archive's files; null when there is no archive
 * @param versions how many it has
 * @param leftOut how many the source showed and it does not have
 */
record Archived(@Nullable String digest, long versions, long leftOut) {

  /** No archive. */
  static final Archived NOTHING = new Archived(null, 0, 0);
}
