// SPDX-License-Identifier: Apache-2.0
/**
 * Keycloak events for what happens to consent, so that its event listeners and stores see it.
 *
 * <p>Events tell; the ledger proves. Nothing reads events back.
 */
@NullMarked
package io.prunelle.keycloak.event;

import org.jspecify.annotations.NullMarked;
