// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Entry;
import java.util.List;

/** What became of several answers that stand or fall together. */
public sealed interface JointOutcome {
  /** All are in the ledger, committed; in the order of the answers. */
  record Recorded(List<Entry> entries) implements JointOutcome {
    public Recorded {
      entries = List.copyOf(entries);
    }
  }

  /** The ledger is as it was; at least one of these, in the order of the answers, is a refusal. */
  record Refused(List<Verdict> verdicts) implements JointOutcome {
    public Refused {
      verdicts = List.copyOf(verdicts);
    }
  }
}
