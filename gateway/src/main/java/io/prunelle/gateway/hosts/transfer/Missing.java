// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.util.List;

/**
 * What a record lacks where it lives now, though it had arrived there; or what was found where it
 * goes back to.
 *
 * @param resources as {@code type/id}, as many as are shown at once; of what was found with its
 *     form after an {@code @}, the first sixteen digits of its digest
 * @param more whether there are others
 */
public record Missing(List<String> resources, boolean more) {

  /** Of any other order. */
  public static final Missing NOTHING = new Missing(List.of(), false);

  static Missing firstOf(List<String> found) {
    return found.size() > MoveTable.MOST_SHOWN
        ? new Missing(List.copyOf(found.subList(0, MoveTable.MOST_SHOWN)), true)
        : new Missing(found, false);
  }

  public boolean isEmpty() {
    return resources.isEmpty();
  }
}
