// SPDX-License-Identifier: Apache-2.0
/**
 * The consent ledger's entries, their canonical bytes, the hash that chains them and the check of a
 * chain.
 *
 * <p>Nothing here knows where entries are kept.
 */
@NullMarked
package io.prunelle.keycloak.ledger;

import org.jspecify.annotations.NullMarked;
