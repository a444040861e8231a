// SPDX-License-Identifier: Apache-2.0
/**
 * The gateway as a client of the realm: how it signs in for itself. What it asks for or tells there
 * belongs to the packages that do.
 */
@NullMarked
package io.prunelle.gateway.realm;

import org.jspecify.annotations.NullMarked;
