// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a practice's record of the patient is.
 *
 * @param practice id
 * @param host id
 * @param cloud whether that is outside the practice
 * @param since null when it has always been there
 */
public record Place(String practice, String host, boolean cloud, @Nullable Instant since) {}
