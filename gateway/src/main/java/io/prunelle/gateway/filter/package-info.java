// SPDX-License-Identifier: Apache-2.0
/**
 * What of an answer may be shown: attribution of each resource, removal of the rest, links. Knows
 * no network.
 */
@NullMarked
package io.prunelle.gateway.filter;

import org.jspecify.annotations.NullMarked;
