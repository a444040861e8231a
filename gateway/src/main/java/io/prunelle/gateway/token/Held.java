// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

/**
 * What a token that holds is worth.
 *
 * @param confirmation what must be proven with it
 */
record Held(Caller caller, Confirmation confirmation) {}
