// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.token.Caller;
import java.util.List;
import java.util.function.Predicate;

/**
 * The practices whose pages somebody may open, by their own token alone: whoever may not learns of
 * none.
 */
final class Offices {

  private final Predicate<String> served;
  private final AccessPolicy access;

  /**
   * @param served whether a practice is one of this gateway's
   */
  Offices(Predicate<String> served, AccessPolicy access) {
    this.served = served;
    this.access = access;
  }

  /** Their ids. */
  List<String> of(Caller caller) {
    return caller.practices().stream()
        .filter(served)
        .filter(
            practice ->
                access.officer(caller, practice).succeeded()
                    || access.audit(caller, practice, null).succeeded()
                    || access.administrator(caller, practice).succeeded())
        .sorted()
        .toList();
  }
}
