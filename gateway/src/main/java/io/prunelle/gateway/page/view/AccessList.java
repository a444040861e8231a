// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of accesses.
 *
 * @param olderPath where older ones are; null when there are none
 */
record AccessList(List<AccessDay> days, @Nullable String olderPath) {

  static final String PATH = "/my/accesses";

  static AccessList of(Accesses accesses, AccessDays words) {
    return new AccessList(
        words.of(accesses.lines()),
        accesses.older() == null ? null : PATH + "?before=" + accesses.older());
  }
}
