// SPDX-License-Identifier: Apache-2.0
/**
 * Examines a journal that others write: whether all of it fits, proofs of entries, and which months
 * may be dropped. Reads the schema {@code journal} by itself, so that it need not trust who writes
 * it.
 */
@NullMarked
package io.prunelle.gateway.verification;

import org.jspecify.annotations.NullMarked;
