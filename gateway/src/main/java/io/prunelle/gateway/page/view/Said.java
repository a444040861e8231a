// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * What became of the answer the patient has just given, said once.
 *
 * @param hosting the hosting it was about
 */
public record Said(What what, String hosting) {

  /** The things to say. */
  public enum What {
    PERMITTED(true),
    REFUSED(true),
    WITHDRAWN(true),
    INFORMED(true),
    OBJECTED(true),
    REASON_MISSING(false),
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
