// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import io.prunelle.keycloak.ledger.Chain.Break;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A walk along a chain, entry by entry, which remembers no more than where it stands. Whatever does
 * not fit ends it.
 */
public final class Walk {
  private final String genesis;
  private final @Nullable Witness witness;
  private Chain reached;
  private long pseudonymised;

  /**
   * @param witness an entry that the chain has to pass through; null for none
   */
  public Walk(String realm, @Nullable Witness witness) {
    this.genesis = Chain.genesis(realm);
    this.witness = witness;
    this.reached = Chain.empty(realm);
  }

  /** The last entry that fitted. */
  public Chain reached() {
    return reached;
  }

  /** How many of the entries passed name no person any more. */
  public long pseudonymised() {
    return pseudonymised;
  }

  /** Takes the step to {@code entry}; empty when it fits. */
  public Optional<Break> step(Entry entry) {
    if (entry.position() == reached.position()) {
      return broken(entry.position(), "there twice");
    }
    Optional<Break> misfit = reached.check(List.of(entry)).or(() -> beside(entry));
    if (misfit.isEmpty()) {
      reached = reached.with(entry);
      pseudonymised += entry.pseudonymised() ? 1 : 0;
    }
    return misfit;
  }

  /** Compares where the walk ended with what the ledger calls its end; empty when they agree. */
  public Optional<Break> end(Chain end) {
    long next = reached.position() + 1;
    if (reached.position() < end.position()) {
      return broken(next, "missing, the ledger ends at " + end.position());
    }
    if (!reached.hash().equals(end.hash())) {
      return broken(reached.position(), "not the hash that the ledger ends with");
    }
    if (witness != null && witness.position() == 0 && !witness.hash().equals(genesis)) {
      return broken(0, "not the witness");
    }
    return witness != null && witness.position() > reached.position()
        ? broken(next, "missing, there is a witness of " + witness.position())
        : Optional.empty();
  }

  private Optional<Break> beside(Entry entry) {
    return witness != null
            && witness.position() == entry.position()
            && !witness.hash().equals(entry.hash())
        ? broken(entry.position(), "not the witness")
        : Optional.empty();
  }

  private static Optional<Break> broken(long position, String reason) {
    return Optional.of(new Break(position, reason));
  }
}
