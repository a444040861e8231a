// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;

/**
 * One entry of the journal, ready for its template.
 *
 * @param back where its practice's accesses are
 * @param proof where its proof is
 */
record AuditEntryView(Frame frame, String back, String proof, List<Field> fields) {

  /**
   * One thing that the entry says.
   *
   * @param code whether it is to be read letter by letter
   */
  record Field(String label, String value, boolean code) {}
}
