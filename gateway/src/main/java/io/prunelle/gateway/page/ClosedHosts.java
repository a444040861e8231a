// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.page.ledger.Hosting;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Hosts that a practice's records may be at no more, whatever its patients permit. The realm goes
 * on to have these hostings; to patients they are not offered.
 */
final class ClosedHosts {

  private final Moves moves;

  ClosedHosts(Moves moves) {
    this.moves = moves;
  }

  /** Ids of those of the hostings whose host is closed. */
  Future<Set<String>> of(List<Hosting> hostings) {
    return closed(
        hostings,
        Hosting::id,
        hosting -> moves.closed(hosting.practice().id(), hosting.host().id()));
  }

  /**
   * Id of a practice's cloud host, if it is. Of other hosts that the realm has for the practice
   * nothing is known here: nobody's record comes back from there.
   */
  Future<Set<String>> of(Practice practice) {
    return closed(
        Stream.ofNullable(practice.cloud()).map(Host::id).toList(),
        Function.identity(),
        host -> moves.closed(practice.id(), host));
  }

  private static <T> Future<Set<String>> closed(
      List<T> all, Function<T, String> id, Function<T, Future<Boolean>> is) {
    List<Future<Boolean>> closed = all.stream().map(is).toList();
    return Future.all(closed)
        .map(
            known ->
                IntStream.range(0, closed.size())
                    .filter(index -> closed.get(index).result())
                    .mapToObj(index -> id.apply(all.get(index)))
                    .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * Whether the host of a hosting is closed.
   *
   * @param hosting {@code practice@host}; false for nonsense
   */
  Future<Boolean> is(String hosting) {
    int at = hosting.indexOf('@');
    return at < 0
        ? Future.succeededFuture(false)
        : moves.closed(hosting.substring(0, at), hosting.substring(at + 1));
  }
}
