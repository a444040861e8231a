// SPDX-License-Identifier: Apache-2.0
/**
 * The protocol mapper that puts the patient's id and decisions into tokens.
 *
 * <p>Reads the tables each time; keeps nothing.
 */
@NullMarked
package io.prunelle.keycloak.token;

import org.jspecify.annotations.NullMarked;
