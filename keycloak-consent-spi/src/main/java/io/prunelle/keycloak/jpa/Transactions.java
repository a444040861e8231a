// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import jakarta.persistence.EntityManager;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs work in a transaction of its own, committed before it returns. */
interface Transactions {
  <T> T inOne(Function<EntityManager, T> work);

  /** Runs what such work is part of, beside a bounded number of others. */
  default <T> T inTurn(Supplier<T> work) {
    return work.get();
  }
}
