// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import java.time.Instant;
import java.util.UUID;

/**
 * An opening, as the patient is told of it.
 *
 * @param practice its id
 * @param name of who opened the record
 * @param reason as stated
 */
public record Emergency(UUID id, Instant openedAt, String practice, String name, String reason) {}
