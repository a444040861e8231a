// SPDX-License-Identifier: Apache-2.0
/**
 * What administrators do with hosts, hostings, notices and the ledger: each under their rights, and
 * each change reported. Neither paths nor pages: those call this.
 */
@NullMarked
package io.prunelle.keycloak.administration;

import org.jspecify.annotations.NullMarked;
