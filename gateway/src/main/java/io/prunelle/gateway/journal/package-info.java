// SPDX-License-Identifier: Apache-2.0
/**
 * Who did what to whose record: durable intents and outcomes, and their reading. Only this package
 * writes the schema {@code journal}, but for what {@code verification} drops.
 */
@NullMarked
package io.prunelle.gateway.journal;

import org.jspecify.annotations.NullMarked;
