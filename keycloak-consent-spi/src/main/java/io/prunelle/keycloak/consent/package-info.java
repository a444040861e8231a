// SPDX-License-Identifier: Apache-2.0
/**
 * Hostings, notices, questions and answers, and the SPI through which the rest of the server
 * reaches them.
 *
 * <p>No storage, no screen, no token; Keycloak's types only where the SPI needs them.
 */
@NullMarked
package io.prunelle.keycloak.consent;

import org.jspecify.annotations.NullMarked;
