// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Line;

/** How accesses are written to be taken along. */
interface AccessFormat {

  String contentType();

  /** Of the file's name. */
  String ending();

  String beginning();

  /**
   * One access.
   *
   * @param first whether none was written before
   */
  String line(Line line, boolean first);

  String end();
}
