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

/**
 * What a Provenance of a patient's is about besides: who sees their own alone is not shown it,
 * unless it is theirs too. Of so many of each it is found out, and its others are shown: an import
 * names hundreds, and what is written through the gateway is held to one record anyway. Part of the
 * request whose answer it is.
 */
final class Targets {

  /** Of one Provenance. */
  private static final int MOST = 50;

  private final Filter filter;
  private final Ownership ownership;

  Targets(Filter filter, Ownership ownership) {
    this.filter = filter;
    this.ownership = ownership;
  }

  /**
   * Those that are this patient's, or nobody's, or are beyond what is looked at of a Provenance
   * that names so many.
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
        .compose(
            each -> {
              Set<String> first = new LinkedHashSet<>();
              Set<String> rest = new HashSet<>();
              for (Set<String> targets : each) {
                List<String> unknown =
                    targets.stream().filter(target -> !known.contains(target)).toList();
                int most = Math.min(MOST, unknown.size());
                first.addAll(unknown.subList(0, most));
                rest.addAll(unknown.subList(most, unknown.size()));
              }
              rest.removeAll(first);
              return seen(carrier, host, first, patient, subject, trace)
                  .map(
                      seen -> {
                        rest.addAll(seen);
                        return Set.copyOf(rest);
                      });
            });
  }

  /** What there is no room for stays masked: else who fills it would unmask what comes after. */
  private Future<Set<String>> seen(
      HttpServerRequest carrier,
      Host host,
      Set<String> targets,
      String patient,
      String subject,
      Trace trace) {
    return ownership.among(
        carrier,
        host,
        trace.owners().some(target -> Ownership.place(host, target), targets),
        owner -> owner.equals(patient) || owner.equals(OnRecord.NOBODY),
        subject,
        trace);
  }
}
