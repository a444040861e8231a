// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * That a patient has something unusual to see, as the realm is told.
 *
 * @param id by which the realm knows that it was told before
 * @param attempts how often the mail server did not take it
 * @param unseen whether there still is something
 * @param lease until when no other instance tells it, and by which it is known to be the same
 *     attempt
 */
record Report(String patient, UUID id, int attempts, boolean unseen, OffsetDateTime lease) {}
