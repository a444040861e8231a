// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.time.LocalDate;

/**
 * The document behind a decision that was made on paper.
 *
 * @param digest of the scanned document's bytes, {@code sha-256:} and 64 hexadecimal digits
 * @param date when it was signed
 */
public record Paper(String digest, LocalDate date) {}
