// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import org.jspecify.annotations.Nullable;

/**
 * What a token that holds is worth.
 *
 * @param key thumbprint of the key whose possession must be proven with it ({@code cnf.jkt}, RFC
 *     9449, 6); null for whoever bears it
 */
record Held(Caller caller, @Nullable String key) {}
