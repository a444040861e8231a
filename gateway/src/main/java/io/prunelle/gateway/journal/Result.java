// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

/** What came of what was asked for. Of what is under way, none of these but the first. */
public enum Result {
  REFUSED("NOT permitted"),
  DONE("permitted AND status BETWEEN 1 AND 399"),
  /** Permitted, and failed by what was asked for. */
  FAILED_BY_CALLER("permitted AND status BETWEEN 400 AND 499"),
  /** Permitted, and failed otherwise, or nobody has seen how it ended. */
  FAILED("permitted AND (status = 0 OR status >= 500)");

  private final String condition;

  Result(String condition) {
    this.condition = condition;
  }

  /** In SQL, of an entry and its outcome. */
  String condition() {
    return condition;
  }

  /** Seldom, and found by an index of outcomes. */
  boolean isFailure() {
    return this == FAILED_BY_CALLER || this == FAILED;
  }
}
