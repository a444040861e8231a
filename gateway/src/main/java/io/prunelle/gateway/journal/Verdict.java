// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.pgclient.PgException;
import java.util.List;

/** What PostgreSQL means by what it answers instead of having committed a block. */
final class Verdict {

  /** Only where its messages are in English: {@code lc_messages} translates the word. */
  private static final String ERROR = "ERROR";

  /**
   * By what only errors have, never the end of a session or of the server, it is one in any
   * language (SQLSTATE, classes and whole ones). What is not among them stays in doubt there.
   */
  private static final List<String> ERRORS =
      List.of(
          "0A", "21", "22", "23", "42", "44", "54", "55", "P0", "25006", "40001", "40P01", "57014");

  /** Not this block as a whole, but something in it (SQLSTATE classes). */
  private static final List<String> DATA_ERRORS = List.of("22", "23", "54");

  /** Unless it is not a constraint's: then there is no partition for now. */
  private static final String CHECK_VIOLATION = "23514";

  /** Only blocks refer to something: to their chain, which somebody has removed. */
  private static final String FOREIGN_KEY_VIOLATION = "23503";

  /** What this gateway alone says of a block, and nobody who asks for something. */
  private static final String BLOCKS = "block";

  private static final String UNIQUE_VIOLATION = "23505";

  /** A block of this number is there: it may be the one that was sent before. */
  private static final String SAME_BLOCK = "block_pkey";

  private Verdict() {}

  /** Whether it is certain that the block was not committed. */
  static boolean isFinal(PgException answer) {
    return !SAME_BLOCK.equals(answer.getConstraint())
        && (ERROR.equals(answer.getSeverity())
            || ERRORS.stream().anyMatch(state(answer)::startsWith));
  }

  /** Whether the block could be committed without something that is in it. */
  static boolean isOfTheData(PgException answer) {
    String state = state(answer);
    return DATA_ERRORS.stream().anyMatch(state::startsWith)
        && !FOREIGN_KEY_VIOLATION.equals(state)
        && !BLOCKS.equals(answer.getTable())
        && !(CHECK_VIOLATION.equals(state) && answer.getConstraint() == null);
  }

  /** Whether what was to be written once is there already. */
  static boolean isThere(PgException answer) {
    return UNIQUE_VIOLATION.equals(state(answer));
  }

  private static String state(PgException answer) {
    return String.valueOf(answer.getSqlState());
  }
}
