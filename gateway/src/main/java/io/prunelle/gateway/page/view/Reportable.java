// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Entry;

/** Which accesses a patient can say not to recognise. */
public final class Reportable {

  private Reportable() {}

  /**
   * Whether somebody can be asked about it: it was made through a practice, by somebody, and not by
   * the patient. A guardian acts for the patient, who may well not know.
   */
  private static boolean is(Entry entry) {
    String role = entry.agent().role();
    return entry.where().practice() != null
        && !"system".equals(role)
        && !("patient".equals(role) && entry.permitted());
  }

  /** Whether this reader can, who is the patient or acts for them. */
  public static boolean by(String reader, Entry entry) {
    return is(entry) && !reader.equals(entry.agent().subject());
  }
}
