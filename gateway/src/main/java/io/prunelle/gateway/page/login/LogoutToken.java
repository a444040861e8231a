// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The provider's word that a session is over (OpenID Connect Back-Channel Logout 1.0, 2.4).
 *
 * @param id taken once
 * @param expires when it would not be taken any more
 * @param session at the provider; null when all of the subject's are over
 * @param subject null when only the session is named
 */
record LogoutToken(
    String id, Instant expires, @Nullable String session, @Nullable String subject) {}
