// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;

/**
 * A host, as those who answer for the practice see it.
 *
 * @param where its kind and its sites
 * @param facts what is to be known of it today
 */
record HostPanel(String name, String where, List<Fact> facts) {

  /** One thing; {@code tone} is {@code good}, {@code bad} or empty. */
  record Fact(String tone, String text) {}
}
