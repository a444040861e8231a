// SPDX-License-Identifier: Apache-2.0
/**
 * Prepares a realm for the extension: roles, client scope, required action, user attribute.
 *
 * <p>Creates what is missing, changes nothing that is there, and says what it found wrong.
 */
@NullMarked
package io.prunelle.keycloak.setup;

import org.jspecify.annotations.NullMarked;
