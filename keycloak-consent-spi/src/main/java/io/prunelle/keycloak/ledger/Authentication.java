// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The authentication a decision was taken under, in the terms of OpenID Connect.
 *
 * @param acr the authentication context class, null when unknown
 * @param authTime when the user authenticated, seconds since the epoch, null when unknown
 * @param client the client id of the application signed in to, null when unknown
 */
public record Authentication(
    @Nullable String acr, @Nullable Long authTime, @Nullable String client) {}
