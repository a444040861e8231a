// SPDX-License-Identifier: Apache-2.0
/**
 * What patients are asked and told at login: the required actions {@code hosting-consent} and
 * {@code emergency-notice}, and their pages.
 *
 * <p>What counts as answered belongs to {@code consent}.
 */
@NullMarked
package io.prunelle.keycloak.login;

import org.jspecify.annotations.NullMarked;
