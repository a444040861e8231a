// SPDX-License-Identifier: Apache-2.0
/**
 * Signing in to the page: OpenID Connect code flow with PKCE, tokens kept on this side, sessions
 * that end. Door: {@link io.prunelle.gateway.page.login.SignIn}. What a signed-in person may see is
 * not decided here.
 */
@NullMarked
package io.prunelle.gateway.page.login;

import org.jspecify.annotations.NullMarked;
