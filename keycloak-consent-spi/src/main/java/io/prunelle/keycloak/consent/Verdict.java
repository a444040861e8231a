// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Statement;
import java.util.List;
import java.util.stream.Stream;

/** Whether an answer may go into the ledger. */
public sealed interface Verdict {
  /** It may, in these words. */
  record Accepted(Statement statement) implements Verdict {}

  /**
   * It may not.
   *
   * @param reason the first one
   * @param further what else stands against it
   */
  record Refused(Refusal reason, List<Refusal> further) implements Verdict {
    public Refused {
      further = List.copyOf(further);
    }

    /** For one reason alone. */
    public Refused(Refusal reason) {
      this(reason, List.of());
    }

    /** All of them. */
    public List<Refusal> reasons() {
      return Stream.concat(Stream.of(reason), further.stream()).toList();
    }
  }
}
