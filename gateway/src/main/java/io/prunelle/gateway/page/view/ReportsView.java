// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A practice's reports that wait for an answer, ready for their template.
 *
 * @param path of this page
 * @param accesses where the practice's accesses are
 * @param wrong id of the one whose answer was not taken; null when none was sent
 * @param already whether that one had been answered before; then it is not among the rows
 * @param answer as it was sent
 */
record ReportsView(
    Frame frame,
    String path,
    String accesses,
    List<ReportRow> rows,
    @Nullable String wrong,
    boolean already,
    String answer) {

  boolean isWrong(ReportRow row) {
    return !already && row.id().equals(wrong);
  }
}
