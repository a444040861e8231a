// SPDX-License-Identifier: Apache-2.0
/**
 * Which accesses to a record are unusual, by rules a patient can read. Found in the journal after
 * the fact: nothing on the way of a request knows this package. Only it touches the schema {@code
 * unusual}.
 */
@NullMarked
package io.prunelle.gateway.unusual;

import org.jspecify.annotations.NullMarked;
