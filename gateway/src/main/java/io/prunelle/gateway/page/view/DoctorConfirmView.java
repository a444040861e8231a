// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether that is meant, ready for its template.
 *
 * @param about what is wanted
 * @param then what will happen
 * @param yes what the button says
 */
record DoctorConfirmView(Frame frame, DoctorWish wish, String about, String then, String yes) {

  /** As the form has it; empty for none. */
  static String text(@Nullable UUID id) {
    return id == null ? "" : id.toString();
  }
}
