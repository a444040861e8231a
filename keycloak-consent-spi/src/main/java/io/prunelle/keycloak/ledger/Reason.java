// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The reason of an objection or of the answer to one. The ledger holds its digest alone: the words
 * are personal and may have to be erased one day.
 *
 * @param digest see {@link TextDigest#ofReason}
 * @param answers the position of the objection that is answered; null for the objection itself
 */
public record Reason(String digest, @Nullable Long answers) {}
