// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Filter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a Provenance of a patient's is about besides: who sees their own alone is not shown it,
 * unless it is theirs too. Of so many it is found out, and the others are shown: an import names
 * hundreds, and what is written through the gateway is held to one record anyway. Part of the
 * request whose answer it is.
 */
final class Targets {

  /** Of one answer. */
  private static final int MOST = 50;

  private final Filter filter;
  private final Ownership ownership;

  Targets(Filter filter, Ownership ownership) {
    this.filter = filter;
    this.ownership = ownership;
  }

  /**
   * Those that are this patient's, or nobody's, or were too many to be looked at.
   *
   * @param known of which that is known already
   * @param subject the caller's, for whom the look-ups count
   * @return as {@code Type/id}
   */
  Future<Set<String>> theirs(
      HttpServerRequest carrier,
      Host host,
      Buffer answer,
      String patient,
      Set<String> known,
      String subject,
      Trace trace) {
    return filter
        .targets(host, answer)
        .map(
            targets ->
                targets.stream()
                    .filter(target -> !known.contains(target))
                    .collect(Collectors.toCollection(LinkedHashSet::new)))
        .compose(
            targets -> {
              List<String> some =
                  trace
                      .owners()
                      .some(
                          target -> Ownership.place(host, target),
                          targets.stream().limit(MOST).toList());
              // Nobody's own import may be torn: of more than are looked at the rest is shown
              Set<String> theirs = new HashSet<>(targets);
              some.forEach(theirs::remove);
              return ownership
                  .among(
                      carrier,
                      host,
                      some,
                      owner -> owner.equals(patient) || owner.equals(OnRecord.NOBODY),
                      subject,
                      trace)
                  .map(
                      looked -> {
                        theirs.addAll(looked);
                        return Set.copyOf(theirs);
                      });
            });
  }
}
