// SPDX-License-Identifier: Apache-2.0
/**
 * The way upstream and back: what is sent to a host and what of its answer may pass. Looking into
 * bodies belongs to {@code filter}.
 */
@NullMarked
package io.prunelle.gateway.proxy;

import org.jspecify.annotations.NullMarked;
