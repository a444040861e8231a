// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.token.Caller;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a sign-in or a refresh yields.
 *
 * @param caller as verified from the access token
 * @param providerSession the identity provider's name for its session ({@code sid}); null when it
 *     gives none
 * @param authenticatedAt when the person showed who they are ({@code auth_time}); the epoch where
 *     the identity provider does not say
 * @param authenticatedAs how, in the realm's words ({@code acr}); null where it does not say
 */
record SignedIn(
    TokenSet tokens,
    Caller caller,
    @Nullable String providerSession,
    Instant authenticatedAt,
    @Nullable String authenticatedAs) {}
