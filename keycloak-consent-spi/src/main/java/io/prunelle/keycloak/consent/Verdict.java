// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Statement;

/** Whether an answer may go into the ledger. */
public sealed interface Verdict {
  /** It may, in these words. */
  record Accepted(Statement statement) implements Verdict {}

  /** It may not. */
  record Refused(Refusal reason) implements Verdict {}
}
