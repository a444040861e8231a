// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Entry;

/** What became of an answer. */
public sealed interface Outcome {
  /** It is in the ledger, committed. */
  record Recorded(Entry entry) implements Outcome {}

  /** The ledger is as it was. */
  record Refused(Refusal reason) implements Outcome {}
}
