// SPDX-License-Identifier: Apache-2.0
/**
 * What the other packages ask of the Keycloak they run in: its time, the realm's address, whose a
 * bound token is, and to answer with a page.
 *
 * <p>Knows nothing of consent.
 */
@NullMarked
package io.prunelle.keycloak.server;

import org.jspecify.annotations.NullMarked;
