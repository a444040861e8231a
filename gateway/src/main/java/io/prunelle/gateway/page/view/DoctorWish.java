// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of a practice that they leave, or come back to.
 *
 * @param into practice that is to receive the record, or {@link #AWAY}; null when none was chosen,
 *     and for what is about a request that there is
 * @param handover the request that it is about; null when there is none yet
 * @param seen the latest request to that practice when the form was shown; null for none
 */
public record DoctorWish(
    What what,
    String practice,
    @Nullable String into,
    @Nullable UUID handover,
    @Nullable UUID seen) {

  /** In the place of a practice: the patient takes the record away. */
  public static final String AWAY = "_";

  /** The things to want. */
  public enum What {
    ASK,
    WITHDRAW,
    ERASE,
    /** To have a record again at a practice that has none any more. */
    RETURN
  }

  /** The practice that is to receive the record; null for none. */
  public @Nullable String receiver() {
    return AWAY.equals(into) ? null : into;
  }

  /** Whether the record is to be taken away. */
  public boolean takesAway() {
    return AWAY.equals(into);
  }
}
