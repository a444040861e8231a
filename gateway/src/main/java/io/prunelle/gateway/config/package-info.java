// SPDX-License-Identifier: Apache-2.0
/**
 * Typed settings, read and validated once at start. What a setting means for a request belongs to
 * the package that asks for it.
 */
@NullMarked
package io.prunelle.gateway.config;

import org.jspecify.annotations.NullMarked;
