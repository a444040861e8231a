// SPDX-License-Identifier: Apache-2.0
/**
 * What Keycloak holds of a person beside their decisions, to be told to that person (GDPR, articles
 * 15 and 20). Door: {@link io.prunelle.keycloak.account.Accounts}.
 *
 * <p>Reads alone. Who may ask is judged by those who call this.
 */
@NullMarked
package io.prunelle.keycloak.account;

import org.jspecify.annotations.NullMarked;
