// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import io.prunelle.keycloak.ledger.Chain.Break;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A walk along a chain, link by link, which remembers no more than where it stands. Whatever does
 * not fit ends it.
 */
public final class Walk {
  private final String genesis;
  private final @Nullable Witness witness;
  private final LongPredicate takenOut;
  private Chain reached;
  private long pseudonymised;
  private long lastOfFormOne;

  /**
   * @param witness an entry that the chain has to pass through; null for none
   * @param takenOut whether a {@link Pseudonymisation} of the chain names a position; those are
   *     further along, and are themselves walked
   */
  public Walk(String realm, @Nullable Witness witness, LongPredicate takenOut) {
    this(realm, witness, takenOut, Chain.empty(realm), 0);
  }

  /**
   * A walk that goes on.
   *
   * @param reached where another one arrived
   * @param lastOfFormOne the last entry of form 1 up to there, 0 for none
   */
  public Walk(
      String realm,
      @Nullable Witness witness,
      LongPredicate takenOut,
      Chain reached,
      long lastOfFormOne) {
    this.genesis = Chain.genesis(realm);
    this.witness = witness;
    this.takenOut = takenOut;
    this.reached = reached;
    this.lastOfFormOne = lastOfFormOne;
  }

  /** The last entry that fitted. */
  public Chain reached() {
    return reached;
  }

  /** How many of the entries passed name no person any more. */
  public long pseudonymised() {
    return pseudonymised;
  }

  /** Takes the step to {@code link}; empty when it fits. */
  public Optional<Break> step(Link link) {
    if (link.position() == reached.position()) {
      return broken(link.position(), "there twice");
    }
    Optional<Break> misfit =
        reached.check(List.of(link)).or(() -> beside(link)).or(() -> persons(link));
    if (misfit.isEmpty()) {
      reached = reached.with(link);
      if (link instanceof Entry entry) {
        pseudonymised += entry.pseudonymised() ? 1 : 0;
        lastOfFormOne = entry.persons() == null ? entry.position() : lastOfFormOne;
      }
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

  /**
   * Persons are taken out where the chain says so and nowhere else, and of all that a patient
   * decided on a hosting or of nothing: without the later decision the earlier one would hold
   * again.
   */
  private Optional<Break> persons(Link link) {
    if (!(link instanceof Entry entry)) {
      return Optional.empty();
    }
    boolean named = takenOut.test(entry.position());
    if (entry.pseudonymised() != named) {
      return broken(
          entry.position(),
          named ? "said to be taken out, but is not" : "taken out, but no entry says so");
    }
    Long replaces = entry.statement().replaces();
    // entries of form 1 cannot be taken out
    if (replaces != null && replaces > lastOfFormOne && takenOut.test(replaces) != named) {
      return broken(
          entry.position(),
          (named ? "taken out, but not " : "not taken out, but was ")
              + replaces
              + ", which it replaces");
    }
    return Optional.empty();
  }

  private Optional<Break> beside(Link entry) {
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
