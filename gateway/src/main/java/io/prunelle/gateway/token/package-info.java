// SPDX-License-Identifier: Apache-2.0
/**
 * Who calls: bearer token, keys of the realm, verified claims. What the caller may do belongs to
 * {@code access}.
 */
@NullMarked
package io.prunelle.gateway.token;

import org.jspecify.annotations.NullMarked;
