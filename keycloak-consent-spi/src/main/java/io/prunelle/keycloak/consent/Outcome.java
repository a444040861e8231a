// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Entry;

/** What became of an answer. */
public sealed interface Outcome {
  /** It is in the ledger, committed. */
  record Recorded(Entry entry) implements Outcome {}

  /** That is in force already, since this entry; the ledger is as it was. */
  record Unchanged(Entry entry) implements Outcome {}

  /** It was not taken; the ledger is as it was. */
  record Refused(Refusal reason) implements Outcome {}
}
