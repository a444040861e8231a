// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Has one request wait for its turn, once: at the latest when it first commits on its own. The turn
 * is over with that commit: what follows on a decision may take its time.
 */
final class TakingTurns implements Transactions {
  private final Transactions transactions;
  private final Turns turns;
  private boolean mine;

  TakingTurns(Transactions transactions, Turns turns) {
    this.transactions = transactions;
    this.turns = turns;
  }

  @Override
  public <T> T inTurn(Supplier<T> work) {
    return inTurn(Turns.PATIENCE, work);
  }

  private <T> T inTurn(Duration patience, Supplier<T> work) {
    if (mine) {
      return work.get();
    }
    turns.begin(patience);
    mine = true;
    try {
      return work.get();
    } finally {
      end();
    }
  }

  private void end() {
    if (mine) {
      mine = false;
      turns.end();
    }
  }

  @Override
  public <T> T inOne(Function<EntityManager, T> work) {
    return inTurn(
        Turns.HURRY,
        () -> {
          try {
            return transactions.inOne(work);
          } finally {
            end();
          }
        });
  }
}
