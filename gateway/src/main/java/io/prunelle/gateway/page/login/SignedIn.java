// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.token.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What a sign-in or a refresh yields.
 *
 * @param caller as verified from the access token
 * @param providerSession the identity provider's name for its session ({@code sid}); null when it
 *     gives none
 */
record SignedIn(TokenSet tokens, Caller caller, @Nullable String providerSession) {}
