// SPDX-License-Identifier: Apache-2.0
/**
 * Bundles of answers: how the answers to the entries of a batch or transaction become one. What
 * they are made of is decided elsewhere, entry by entry.
 */
@NullMarked
package io.prunelle.gateway.bundle;

import org.jspecify.annotations.NullMarked;
