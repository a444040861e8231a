// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Account;
import org.jspecify.annotations.Nullable;

/**
 * What was learnt while an archive was prepared and its index has to say, beside what its files
 * are.
 *
 * @param account whose data it is, by the realm; null where that is not in it
 */
public record Gathered(Practices practices, DecisionsTold decisions, @Nullable Account account) {

  /** Of practices alone, with nothing lacking of decisions. */
  public static Gathered of(Practices practices) {
    return new Gathered(practices, DecisionsTold.ALL, null);
  }

  public Gathered with(Practices known) {
    return new Gathered(known, decisions, account);
  }

  public Gathered with(DecisionsTold told) {
    return new Gathered(practices, told, account);
  }

  public Gathered with(Account known) {
    return new Gathered(practices, decisions, known);
  }
}
