// SPDX-License-Identifier: Apache-2.0
/**
 * Receipts: one decision with all that it rests on, in the terms of ISO/IEC TS 27560, signed with
 * the realm's key; and the page that prints one.
 *
 * <p>Made from the ledger each time they are asked for; nothing is kept. {@link RealmSigner} and
 * {@link ReceiptPage} know Keycloak, nothing else here does.
 */
@NullMarked
package io.prunelle.keycloak.receipt;

import org.jspecify.annotations.NullMarked;
