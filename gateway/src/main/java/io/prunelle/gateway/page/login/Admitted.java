// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.token.Caller;

/**
 * A session that may be acted in.
 *
 * @param caller as the access token has it
 * @param accessToken valid for a moment at least
 */
public record Admitted(Session session, Caller caller, String accessToken) {

  @Override
  public String toString() {
    return "Admitted[]";
  }
}
