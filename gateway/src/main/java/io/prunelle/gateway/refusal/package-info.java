// SPDX-License-Identifier: Apache-2.0
/**
 * Everything the gateway may say no with, and how a no is written as status, headers and
 * OperationOutcome. When to refuse is decided elsewhere.
 */
@NullMarked
package io.prunelle.gateway.refusal;

import org.jspecify.annotations.NullMarked;
