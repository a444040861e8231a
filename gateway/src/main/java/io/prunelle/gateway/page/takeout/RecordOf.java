// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What there is of a practice's record in an archive.
 *
 * @param resources how many by type
 * @param attachments how many files that the record has
 * @param earlier how many files with earlier versions, from before the record moved and since
 * @param missing how much of it could not be read: a document it refers to, all versions of a
 *     resource, or all of a type that names the patient, count as one
 * @param notSearched types of what tells of parts of a record without naming the patient, of which
 *     there may be some that are not in it
 * @param inPassing whether that is so for a failure that passes: another archive may have them.
 *     Else host or gateway do not look for them, or there was no time or room for all
 */
public record RecordOf(
    String practice,
    Ending ending,
    SortedMap<String, Long> resources,
    long attachments,
    long earlier,
    long missing,
    SortedSet<String> notSearched,
    boolean inPassing) {

  /** Whether it is all there, and why not. */
  public enum Ending {
    WHOLE,
    /** The host has none of this patient. */
    NONE,
    /** It has left the practice: it was handed over, taken away or erased. */
    DEPARTED,
    /** The place where it is may not be read: the patient has not permitted it, or no longer. */
    NOT_PERMITTED,
    /** It is being moved, or was meanwhile. */
    MOVING,
    /** The host's certificate has lapsed. */
    CERTIFICATE,
    /** The host's last surveillance audit is too long ago. */
    AUDIT,
    /** More than there is room for, more pages or files than there can be, or too long. */
    CUT,
    /** The host did not answer as it should. */
    UNREADABLE
  }

  /** Whether nothing is known to lack. */
  public boolean isComplete() {
    return ending == Ending.WHOLE && missing == 0 && notSearched.isEmpty();
  }

  /**
   * Whether nothing is known to lack that another archive might have: whoever is kept from leaving
   * a practice until then is not kept for ever, by a host that does not search for what tells of
   * parts.
   */
  boolean isTaken() {
    return ending == Ending.WHOLE && missing == 0 && !inPassing;
  }

  public long count() {
    return resources.values().stream().mapToLong(Long::longValue).sum();
  }
}
