// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.Stored.Seen;
import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Interaction.Patch;
import io.prunelle.gateway.rest.Interaction.Update;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/**
 * What a Provenance that names its patient is about besides, before it is changed. What of it is
 * the patient's own is shown, so a change may look at it; the rest is hidden from a patch, whoever
 * sends it, and is nothing that who is not shown it may name. Nor may they name what stands behind
 * a mask in anything else, of which nothing is looked at.
 */
final class Besides {

  private static final String PROVENANCE = "Provenance";

  private final Filter filter;
  private final Targets targets;
  private final Journal journal;

  Besides(Filter filter, Targets targets, Journal journal) {
    this.filter = filter;
    this.targets = targets;
    this.journal = journal;
  }

  /**
   * The same, once that has been looked at. That it is, is written down before.
   *
   * @param host that has it
   */
  Future<Stored> looked(
      HttpServerRequest carrier,
      RestRequest asked,
      Caller caller,
      Grant grant,
      Stored stored,
      Host host,
      Trace trace) {
    Interaction change = asked.interaction();
    boolean masked = change instanceof Update && grant.ownAlone();
    if (!PROVENANCE.equals(change.type())
        || !(masked || change instanceof Patch)
        // by which it is found to be the patient's, all of it
        || !stored.through().isEmpty()) {
      return Future.succeededFuture(
          masked ? stored.seen(new Seen(stored.through(), false)) : stored);
    }
    return filter
        .targets(host, stored.resource())
        .compose(
            named ->
                named.isEmpty()
                    ? Future.succeededFuture(Set.<String>of())
                    : theirs(carrier, asked, caller, stored, host, trace))
        .map(shown -> stored.seen(new Seen(shown, !masked)));
  }

  private Future<Set<String>> theirs(
      HttpServerRequest carrier,
      RestRequest asked,
      Caller caller,
      Stored stored,
      Host host,
      Trace trace) {
    return journal
        .intend(trace.lookUp(asked.practice()))
        .compose(
            entry ->
                targets
                    .theirs(
                        carrier,
                        host,
                        stored.resource(),
                        stored.patient(),
                        Set.of(),
                        caller.subject(),
                        trace)
                    .onComplete(
                        looked ->
                            journal.settleInPassing(
                                entry,
                                looked.succeeded()
                                    ? trace.outcome(200, 0, "completed")
                                    : trace.outcome(0, 0, "failed"))));
  }
}
