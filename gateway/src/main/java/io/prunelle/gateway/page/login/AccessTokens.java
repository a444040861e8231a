// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;

/** Verifies an access token exactly as the gateway does for FHIR requests. */
@FunctionalInterface
public interface AccessTokens {

  /** Who the token speaks for; fails when it does not hold. */
  Future<Caller> verify(String token);
}
