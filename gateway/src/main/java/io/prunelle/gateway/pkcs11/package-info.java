// SPDX-License-Identifier: Apache-2.0
/**
 * A key that signs where it is kept: in a token reached by PKCS #11. Java's own provider for tokens
 * knows no Ed25519, so the few functions that it takes are called here.
 */
@NullMarked
package io.prunelle.gateway.pkcs11;

import org.jspecify.annotations.NullMarked;
