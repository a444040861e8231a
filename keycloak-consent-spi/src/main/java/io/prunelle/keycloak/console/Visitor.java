// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.resources.admin.AdminAuth;

/**
 * Somebody who has signed in to the pages.
 *
 * @param secret known to this browser's session and to the forms it was given
 */
record Visitor(AdminAuth auth, UserSessionModel signedIn, String secret) {

  /** Whether a form was given to this visitor: other sites can send forms, but not read them. */
  boolean sent(@Nullable String token) {
    return token != null
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
  }
}
