// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/** Pages that say one thing and offer one way on. */
public enum Plain {
  SIGNED_OUT,
  NOT_A_PATIENT,
  NOT_A_GUARDIAN,
  IN_PERSON,
  NOT_AN_AUDITOR,
  NOT_AN_ADMINISTRATOR,
  NOT_AN_OFFICER,
  TOO_WEAK,
  UNAVAILABLE,
  PDF_BUSY,
  ANSWER_UNSURE,
  OBJECTION_UNSURE,
  OBJECTION_BUSY,
  PAPER_UNSURE,
  PAPER_BUSY,
  PAPER_TOMORROW,
  SIGN_IN_FAILED,
  SESSION_ENDED,
  NOT_VERIFIED,
  NOT_ARRIVED,
  TOO_MUCH_AT_ONCE,
  SCAN_TOO_LARGE,
  SEARCH_TOO_BROAD,
  NOT_FOUND,
  ARCHIVE_GONE,
  BROKEN;

  /** Whether what was asked for may be had a little later. */
  boolean passes() {
    return this == UNAVAILABLE || this == BROKEN || this == TOO_MUCH_AT_ONCE;
  }

  /** Under the page of a practice, the form that it leads back to; null for none. */
  @Nullable String form() {
    return switch (this) {
      case SCAN_TOO_LARGE, PAPER_BUSY -> "/decisions/new";
      case OBJECTION_BUSY -> "/objections";
      default -> null;
    };
  }

  /** Whether it is shown to who is not let in: it leads nowhere, and tells of no practice. */
  boolean refuses() {
    return this == NOT_AN_AUDITOR || this == NOT_AN_ADMINISTRATOR || this == NOT_AN_OFFICER;
  }
}
