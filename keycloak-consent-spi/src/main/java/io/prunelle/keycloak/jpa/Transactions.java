// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** Runs work in a transaction of its own, committed before it returns. */
interface Transactions {
  <T> T inOne(Function<EntityManager, T> work);
}
