// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/**
 * {@code /my/data}, ready for its template.
 *
 * @param archive null when none was asked for
 * @param refused why none is begun; null when that was not asked for
 */
record DataView(Frame frame, @Nullable ArchiveCard archive, @Nullable String refused) {

  /** Whether one can be asked for. */
  boolean offers() {
    return archive == null || !archive.preparing();
  }
}
