// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a patient stands towards one hosting now.
 *
 * @param permitted whether a decision that permits is in force; false when undecided, denied,
 *     withdrawn, objected to, expired, and when the hosting is over
 * @param entry ledger position of the latest decision; null when there is none
 * @param until when the permission ends; null when it does not or there is none
 * @param fresh whether the projection followed the ledger within the allowed staleness; when false,
 *     no cloud host may be used whatever {@code permitted} says
 */
public record Standing(
    boolean permitted, @Nullable Long entry, @Nullable Instant until, boolean fresh) {}
