// SPDX-License-Identifier: Apache-2.0
/**
 * Who did what to whose record: durable intents and outcomes, and their reading. Only this package
 * touches the schema {@code journal}.
 */
@NullMarked
package io.prunelle.gateway.journal;

import org.jspecify.annotations.NullMarked;
