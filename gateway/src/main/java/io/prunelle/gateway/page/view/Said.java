// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * What became of the answer the patient has just given, said once.
 *
 * @param hosting the hosting it was about
 * @param reason what was written for it and not taken, to stay in the form; empty for none
 */
public record Said(What what, String hosting, String reason) {

  /** Without anything that was written. */
  public Said(What what, String hosting) {
    this(what, hosting, "");
  }

  /** The things to say. */
  public enum What {
    PERMITTED(true),
    REFUSED(true),
    WITHDRAWN(true),
    INFORMED(true),
    OBJECTED(true),
    REASON_MISSING(false),
    REASON_LONG(false),
    NOTICE_CHANGED(false),
    NOT_CONFIRMED(false),
    NOTHING_KEPT(false),
    NOT_POSSIBLE(false);

    private final boolean recorded;

    What(boolean recorded) {
      this.recorded = recorded;
    }
  }

  boolean recorded() {
    return what.recorded;
  }
}
