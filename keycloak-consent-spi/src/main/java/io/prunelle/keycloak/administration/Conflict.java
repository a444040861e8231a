// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

/** What is there does not allow a change; the message is {@code member: what is wrong}. */
public final class Conflict extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Conflict(String rule) {
    super(rule, null, false, false);
  }
}
