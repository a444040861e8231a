// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;

/**
 * The page of an archive that says in words what the realm holds of an account, ready for its
 * template.
 *
 * @param name whose account it is
 * @param notes what is not in it
 */
record AccountView(Messages t, String name, List<Section> sections, List<String> notes) {

  /** Facts of a kind. */
  record Section(String title, List<String> lines) {}
}
