// SPDX-License-Identifier: Apache-2.0
/**
 * The host sheet: who hosts, where, certified by whom, under which measures; checked as it is read.
 *
 * <p>What a practice hosts there, and what patients decide about it, belongs to {@code consent}.
 */
@NullMarked
package io.prunelle.keycloak.host;

import org.jspecify.annotations.NullMarked;
