// SPDX-License-Identifier: Apache-2.0
/**
 * What patients decided: the projection of the consent ledger and its follower. Where a record then
 * lives belongs to {@code hosts}.
 */
@NullMarked
package io.prunelle.gateway.consent;

import org.jspecify.annotations.NullMarked;
