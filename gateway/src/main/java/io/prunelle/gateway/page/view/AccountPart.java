// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;

/**
 * What an archive's index says of the account.
 *
 * @param lead what it is, or why it is not in there
 * @param lacks whether it should be, and is not
 * @param notes what is not in it
 */
record AccountPart(String lead, boolean lacks, List<Section> sections, List<String> notes) {

  /** Facts of a kind. */
  record Section(String title, List<String> lines) {}
}
