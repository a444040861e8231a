// SPDX-License-Identifier: Apache-2.0
/**
 * A host sheet laid out for reading, in the reader's language. What is in it belongs to {@code
 * host}; how it looks, to the templates.
 */
@NullMarked
package io.prunelle.keycloak.sheet;

import org.jspecify.annotations.NullMarked;
