// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.PLACED_ELSEWHERE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.TOO_LARGE;

import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Exchange;
import io.prunelle.gateway.hosts.fhir.FhirHost;
import io.prunelle.gateway.hosts.fhir.HostLimits;
import io.prunelle.gateway.hosts.fhir.HostOffer;
import io.prunelle.gateway.hosts.fhir.Lanes;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.fhir.Restraint;
import io.prunelle.gateway.proxy.ReadTimes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Gives a way to each host by its id. Used from one context alone. */
final class HostAccess {

  private static final Duration PROBE = Duration.ofSeconds(10);

  /** As much as is read of an answer of which the status alone matters. */
  private static final long SHORT = 64 << 10;

  /** What stands before a host answers so in its place (RFC 9110, 15.6). */
  private static final Set<Integer> AWAY = Set.of(502, 503, 504);

  private final Vertx vertx;
  private final HttpClient http;
  private final Hosts hosts;
  private final TransferSettings settings;
  private final ReadTimes times;
  private final TransferMetrics metrics;
  private final Map<String, Lanes> lanes = new HashMap<>();
  private final Map<String, HostOffer> offers = new HashMap<>();
  private final Lanes large = new Lanes(1);

  HostAccess(
      Vertx vertx,
      HttpClient http,
      Hosts hosts,
      TransferSettings settings,
      ReadTimes times,
      TransferMetrics metrics) {
    this.times = times;
    this.metrics = metrics;
    this.vertx = vertx;
    this.http = http;
    this.hosts = hosts;
    this.settings = settings;
  }

  private Lanes lanes(String id) {
    return lanes.computeIfAbsent(id, this::newLanes);
  }

  private Lanes newLanes(String id) {
    Restraint restraint =
        new Restraint(settings.requests(), settings.slower(), times, id, System::nanoTime);
    metrics.pace(id, restraint);
    return new Lanes(
        settings.requests(),
        restraint,
        rest -> vertx.timer(Math.max(1, rest.toMillis()), TimeUnit.MILLISECONDS));
  }

  /** Whether the host gave no answer when it was asked last. */
  boolean silent(String id) {
    return lanes(id).silent();
  }

  /**
   * Whether the host answers now, be it with an error of its own. Takes no longer than a probe may,
   * however much else is asked of it, and never fails.
   */
  Future<Boolean> answers(String id) {
    return hosts
        .host(id)
        .map(
            host -> {
              Lanes own = new Lanes(1);
              own.silent(true);
              return new Exchange(vertx, http, host, settings.limits().calling(PROBE), own, large)
                  .once(
                      HttpMethod.GET,
                      "metadata",
                      null,
                      SHORT,
                      answer -> !AWAY.contains(answer.status()))
                  .timeout(PROBE.toMillis(), TimeUnit.MILLISECONDS)
                  // Larger than is read here is an answer too
                  .otherwise(
                      failure ->
                          failure instanceof TransferFailure known && known.reason() == TOO_LARGE)
                  .onComplete(asked -> lanes(id).silent(own.silent()));
            })
        .orElse(Future.succeededFuture(false));
  }

  /** Whether the host shows the patient. Takes no longer than a probe may. */
  Future<Boolean> shows(String id, String patient) {
    return to(id, settings.limits().calling(PROBE))
        .lacks(ResourceKey.patient(patient))
        .map(lacks -> !lacks);
  }

  /**
   * An attempt at a transfer. What another practice has received may have moved on there. A host to
   * which there is no way fails when it is asked: what needs none of it goes on.
   *
   * @param claim the connection on which the claim was made
   */
  Future<Run> run(Transfer transfer, SqlConnection claim) {
    Future<FhirHost> source = Future.succeededFuture(transfer.source()).map(this::to);
    return destination(transfer, claim)
        .transform(
            (destination, unknown) ->
                Future.succeededFuture(
                    unknown == null
                        ? new Run(
                            transfer,
                            claim,
                            source,
                            destination
                                .map(id -> Future.succeededFuture(id).map(this::to))
                                .orElse(null),
                            !destination.equals(Optional.ofNullable(transfer.destination())))
                        : new Run(transfer, claim, source, Future.failedFuture(unknown), true)));
  }

  private Future<Optional<String>> destination(Transfer transfer, SqlClient sql) {
    Optional<PatientRecord> arriving = transfer.arriving();
    return arriving.isPresent() && transfer.switched()
        ? hosts.receives(sql, arriving.get()).map(host -> Optional.of(host.id()))
        : Future.succeededFuture(Optional.ofNullable(transfer.destination()));
  }

  /** Fails with {@link TransferFailure} when the configuration no longer knows the host. */
  FhirHost to(String id) {
    return to(id, settings.limits());
  }

  private FhirHost to(String id, HostLimits within) {
    return hosts
        .host(id)
        .map(
            host ->
                new FhirHost(
                    new Exchange(vertx, http, host, within, lanes(id), large),
                    offers.computeIfAbsent(id, first -> new HostOffer(InstantSource.system())),
                    within))
        .orElseThrow(() -> new TransferFailure(PLACED_ELSEWHERE, "no host " + id));
  }
}
