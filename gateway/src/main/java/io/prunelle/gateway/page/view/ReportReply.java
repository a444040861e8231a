// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.UUID;

/**
 * What was sent as an answer to a report, and was not taken, or not yet.
 *
 * @param answer as it was sent
 * @param wrong why
 */
public record ReportReply(UUID report, String answer, Wrong wrong) {

  /** Why an answer was not taken. */
  public enum Wrong {
    /** It was empty, or too long. */
    WORDS,
    /** There was an answer already. */
    ANSWERED,
    /** It is about the reader: their own record, or their own access. */
    OWN,
    /** Nothing: it waits to be sent once more, after a new sign-in. */
    SIGNED_IN
  }
}
