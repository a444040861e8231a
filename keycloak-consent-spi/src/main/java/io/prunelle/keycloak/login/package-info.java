// SPDX-License-Identifier: Apache-2.0
/**
 * The question at login: required action {@code hosting-consent} and its page.
 *
 * <p>What counts as answered belongs to {@code consent}.
 */
@NullMarked
package io.prunelle.keycloak.login;

import org.jspecify.annotations.NullMarked;
