// SPDX-License-Identifier: Apache-2.0
/**
 * What is signed of the journal, and with what: canonical bytes, Merkle trees, blocks, chains of
 * them, and keys. Knows neither entries nor tables.
 */
@NullMarked
package io.prunelle.gateway.chain;

import org.jspecify.annotations.NullMarked;
