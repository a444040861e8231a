// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.unusual.Notice;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which accesses a patient can say not to recognise: those through a practice that can be asked.
 *
 * @param served whether a practice is one of this gateway's: anybody may have sent a request with
 *     any other name, and nobody would answer for it
 */
public record Reportable(Predicate<String> served) {

  /**
   * Whether somebody can be asked about it: it was made through a practice, by somebody, and not by
   * the patient. A guardian acts for the patient, who may well not know.
   */
  private boolean is(Entry entry) {
    String role = entry.agent().role();
    return answers(entry.where().practice())
        && !"system".equals(role)
        && !("patient".equals(role) && entry.permitted());
  }

  private boolean answers(@Nullable String practice) {
    return practice != null && served.test(practice);
  }

  /** Whether this reader can, who is the patient or acts for them. */
  public boolean by(String reader, Entry entry) {
    return is(entry) && !reader.equals(entry.agent().subject());
  }

  /** The same of what is unusual. */
  boolean by(String reader, Notice notice) {
    return answers(notice.practice()) && !reader.equals(notice.subject());
  }
}
