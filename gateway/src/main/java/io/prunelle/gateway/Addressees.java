// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.Across.Question;
import io.prunelle.gateway.Gathering.Ask;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which hosts are asked what, for a request over several records. */
final class Addressees {

  private final FhirRequests requests;
  private final Hosts hosts;
  private final Consents consents;
  private final Openness openness;

  Addressees(FhirRequests requests, Hosts hosts, Consents consents, Openness openness) {
    this.requests = requests;
    this.hosts = hosts;
    this.consents = consents;
    this.openness = openness;
  }

  /** Fails when one of them is closed that may have something to show. */
  Future<List<Ask>> of(Question question) {
    return question.reach().own().isEmpty()
        ? whereverRecordsLive(question)
        : whereTheirOwnLive(question);
  }

  /** A host that is closed has nothing to show, but what if it had? Then all of it waits. */
  private Future<List<Ask>> whereverRecordsLive(Question question) {
    Practice practice = question.practice();
    List<Future<Boolean>> open =
        practice.hosts().stream()
            .map(
                host ->
                    open(host)
                        .map(true)
                        .recover(
                            closed ->
                                host.equals(practice.onPremise())
                                    ? Future.failedFuture(closed)
                                    : hosts
                                        .hasRecords(practice, host)
                                        .compose(
                                            has ->
                                                has
                                                    ? Future.failedFuture(closed)
                                                    : Future.succeededFuture(false))))
            .toList();
    return Future.all(open)
        .map(
            all -> {
              List<Ask> asks = new ArrayList<>();
              for (int i = 0; i < open.size(); i++) {
                Host host = practice.hosts().get(i);
                if (open.get(i).result()) {
                  question.asked().parts().stream()
                      .filter(part -> !part.shared() || host.equals(practice.onPremise()))
                      .forEach(part -> asks.add(new Ask(host, part)));
                }
              }
              return asks;
            });
  }

  private Future<Void> open(Host host) {
    Future<Void> fresh =
        host.kind() == HostKind.ON_PREMISE
            ? Future.succeededFuture()
            : consents
                .ready()
                .recover(
                    stale -> Future.failedFuture(Openness.closed("ledger-not-followed").refused()));
    return fresh.compose(yes -> openness.certified(host));
  }

  /** Each record is asked for at its own host alone: no other hears of who it is. */
  private Future<List<Ask>> whereTheirOwnLive(Question question) {
    List<Future<List<Ask>>> all =
        question.reach().own().stream().map(patient -> ownAsks(question, patient)).toList();
    return Future.all(all)
        .map(done -> all.stream().flatMap(each -> each.result().stream()).distinct().toList());
  }

  private Future<List<Ask>> ownAsks(Question question, String patient) {
    Practice practice = question.practice();
    return standing(practice, patient, question.caller())
        .compose(
            standing ->
                hosts
                    .placement(new PatientRecord(practice.id(), patient))
                    .compose(
                        placement ->
                            openness
                                .check(question.asked().of(patient), placement.host(), standing)
                                .map(placement.host())))
        .compose(
            host ->
                requests
                    .across(question.request(), patient)
                    .map(
                        held ->
                            held.orElseThrow().parts().stream()
                                .map(
                                    part ->
                                        new Ask(part.shared() ? practice.onPremise() : host, part))
                                .toList()))
        .recover(
            failure ->
                Refusals.departed(failure)
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(failure));
  }

  private Future<@Nullable Standing> standing(Practice practice, String patient, Caller caller) {
    String hosting = practice.hosting();
    return hosting == null
        ? Future.succeededFuture()
        : consents.standing(patient, hosting, caller.consent()).map(standing -> standing);
  }
}
