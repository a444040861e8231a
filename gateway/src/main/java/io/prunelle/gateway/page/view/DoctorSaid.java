// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/** What became of what a patient wanted of a practice they leave, said once. */
public enum DoctorSaid {
  ASKED(true),
  WITHDRAWN(true),
  ERASURE_ORDERED(true),
  RETURNED(true),
  LATER(false),
  /** A request is not as it was shown. */
  CHANGED(false),
  /** A record is not where it was. */
  OVERTAKEN(false),
  TOO_OFTEN(false),
  NO_ARCHIVE(false),
  WRITTEN_SINCE(false);

  private final boolean good;

  DoctorSaid(boolean good) {
    this.good = good;
  }

  boolean good() {
    return good;
  }
}
