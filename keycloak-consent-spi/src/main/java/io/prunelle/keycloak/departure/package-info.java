// SPDX-License-Identifier: Apache-2.0
/**
 * What becomes of consent when a user or a realm is deleted: kept as long as the practice has to
 * prove it, then without the person, then nothing.
 *
 * <p>When that is; how it is done belongs to {@code jpa}.
 */
@NullMarked
package io.prunelle.keycloak.departure;

import org.jspecify.annotations.NullMarked;
