// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/**
 * Who is signed in and reads.
 *
 * @param subject user in the realm, as the journal names the patient's own accesses
 * @param csrf the session's token, put into every form
 * @param who says in forms with words in them for whom they were made
 * @param posted whether a form was just sent, and what it brought is in what they read
 * @param acting for whom they read, and could; null for who is nobody's guardian
 */
public record Reader(
    String subject, String name, String csrf, String who, boolean posted, @Nullable Acting acting) {

  /** Of a page that they only look at. */
  public Reader(String subject, String name, String csrf, String who, @Nullable Acting acting) {
    this(subject, name, csrf, who, false, acting);
  }

  /** Somebody who acts for themselves alone, and writes nothing. */
  public Reader(String subject, String name, String csrf) {
    this(subject, name, csrf, "", false, null);
  }

  /** The same, of a page that has what they wrote in it, be it sent before. */
  public Reader holding() {
    return new Reader(subject, name, csrf, who, true, acting);
  }

  /** The name of whom else they act for now; null for themselves. */
  @Nullable String other() {
    return acting == null ? null : acting.name();
  }

  /** Whether they act for somebody else now. */
  boolean actsForAnother() {
    return other() != null;
  }
}
