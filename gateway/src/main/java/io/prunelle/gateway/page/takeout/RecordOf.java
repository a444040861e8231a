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
 * @param missing how many documents it refers to that could not be read
 * @param notSearched types of what tells of parts of a record without naming the patient, of which
 *     there may be some that are not in it, since host or gateway do not look for them
 */
public record RecordOf(
    String practice,
    Ending ending,
    SortedMap<String, Long> resources,
    long attachments,
    long earlier,
    long missing,
    SortedSet<String> notSearched) {

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
    /** More than there is room for, more pages or files than there can be, or too long. */
    CUT,
    /** The host did not answer as it should. */
    UNREADABLE
  }

  public long count() {
    return resources.values().stream().mapToLong(Long::longValue).sum();
  }
}
