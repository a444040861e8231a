// SPDX-License-Identifier: Apache-2.0
/**
 * The default provider: tables in Keycloak's own database, any vendor that Keycloak supports.
 *
 * <p>Rules about decisions belong to {@code consent}; here they are only asked under the ledger's
 * lock.
 */
@NullMarked
package io.prunelle.keycloak.jpa;

import org.jspecify.annotations.NullMarked;
