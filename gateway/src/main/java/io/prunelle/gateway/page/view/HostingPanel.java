// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hosting, as those who answer for the practice see it.
 *
 * @param host its name
 * @param basis the legal basis in words
 * @param status null while it is open
 * @param notice the current notice
 * @param asOf the moment of the counts
 */
record HostingPanel(
    String id,
    String host,
    String basis,
    @Nullable String status,
    String notice,
    String asOf,
    List<Count> counts) {

  /** How many patients stand there, in words that tell of nobody. */
  record Count(String what, String patients) {}
}
