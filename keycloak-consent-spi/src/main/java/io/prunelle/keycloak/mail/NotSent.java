// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.mail;

/** A mail that the mail server did not take; it may be sent again later. */
public final class NotSent extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotSent(String why) {
    super(why, null, false, false);
  }
}
