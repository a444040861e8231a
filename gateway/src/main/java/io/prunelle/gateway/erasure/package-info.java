// SPDX-License-Identifier: Apache-2.0
/**
 * Certificates that a record was erased at a host: what they say, how they are signed, kept and
 * checked. Erasing and looking for what is left belong to {@code hosts.transfer}.
 */
@NullMarked
package io.prunelle.gateway.erasure;

import org.jspecify.annotations.NullMarked;
