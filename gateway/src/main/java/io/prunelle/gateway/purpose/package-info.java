// SPDX-License-Identifier: Apache-2.0
/**
 * Why a caller asks, and what an emergency opens for a time. Only this package touches the schema
 * {@code purpose}.
 */
@NullMarked
package io.prunelle.gateway.purpose;

import org.jspecify.annotations.NullMarked;
