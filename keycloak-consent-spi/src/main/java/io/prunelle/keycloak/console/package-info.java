// SPDX-License-Identifier: Apache-2.0
/**
 * The administrators' pages: what {@code administration} can do, to be seen and clicked. No rule
 * about hosts, hostings, notices or the ledger stands here.
 */
@NullMarked
package io.prunelle.keycloak.console;

import org.jspecify.annotations.NullMarked;
