// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.rate.RateLimit;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds out whose resources at a host are that tell whose others are: each once for a request (see
 * {@link Owners}), ten at the same time. Part of the request whose answer they are for.
 */
final class Ownership {

  private static final int AT_ONCE = 10;

  private final LookUp lookUp;
  private final RateLimit rate;

  Ownership(LookUp lookUp, RateLimit rate) {
    this.lookUp = lookUp;
    this.rate = rate;
  }

  /** As {@link Owners} know a resource. */
  static String place(Host host, String resource) {
    return host.id() + " " + resource;
  }

  /**
   * Those whose owner is such a one.
   *
   * @param resources as {@code Type/id}, for which there is room among the owners
   * @param subject the caller's, for whom the look-ups count
   */
  Future<Set<String>> among(
      HttpServerRequest carrier,
      Host host,
      Collection<String> resources,
      Predicate<String> whose,
      String subject,
      Trace trace) {
    Set<String> found = new HashSet<>();
    return InTurn.each(
            resources,
            AT_ONCE,
            each ->
                trace
                    .owners()
                    .of(
                        place(host, each),
                        before ->
                            counted(subject, before)
                                .compose(
                                    counted ->
                                        lookUp.whose(carrier, each, host, trace.requestId())))
                    .onSuccess(owner -> owner.filter(whose).ifPresent(is -> found.add(each))))
        .map(looked -> Set.copyOf(found));
  }

  /** An answer is one request's; one that so much has to be looked at for counts as more. */
  private Future<Void> counted(String subject, int before) {
    return before > 0 && before % AT_ONCE == 0 ? rate.follow(subject) : Future.succeededFuture();
  }
}
