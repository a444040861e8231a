// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.Writer;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.Upstream;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Requests that name a resource by its id. To callers who may not ask for it, a resource is as
 * absent as one that is not there: the same answer after the same steps.
 */
final class ById {

  /** No FHIR id, so no caller's own. */
  private final FhirRequests requests;

  private final AccessPolicy access;
  private final Hosts hosts;
  private final Consents consents;
  private final Openness openness;
  private final LookUp lookUp;
  private final Filter filter;
  private final Besides besides;
  private final Memory memory;

  ById(
      FhirRequests requests,
      AccessPolicy access,
      Hosts hosts,
      Consents consents,
      Openness openness,
      LookUp lookUp,
      Filter filter,
      Besides besides,
      Memory memory) {
    this.requests = requests;
    this.access = access;
    this.hosts = hosts;
    this.consents = consents;
    this.openness = openness;
    this.lookUp = lookUp;
    this.filter = filter;
    this.besides = besides;
    this.memory = memory;
  }

  /**
   * An interaction held to a patient.
   *
   * @param stored the resource as it was found; null when the request told whose it is
   */
  record Identified(OnRecord interaction, @Nullable Stored stored) {}

  /**
   * Finds the resource, if the caller may ask for such a one at all.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}
   */
  Future<Identified> identify(
      HttpServerRequest request, RestRequest asked, Upstream named, Caller caller, Trace trace) {
    return among(asked, caller)
        .compose(
            among -> lookUp.find(request, asked, among.hosts(), named, trace).map(among::besides))
        .compose(found -> choose(request, asked, caller, found, trace));
  }

  /** Where may be what a caller may ask for, if they may at all. */
  Future<Among> among(RestRequest asked, Caller caller) {
    return hosts
        .practice(asked.practice())
        .map(Future::succeededFuture)
        .orElseGet(() -> refuse(new Refusal.Forbidden("not-of-practice")))
        .compose(
            practice ->
                access
                    .allow(caller, requests.ofAnybody(asked))
                    .map(may -> whereverRecordsLive(practice))
                    .recover(no -> whereTheirOwnLives(asked, caller, practice, no)));
  }

  /**
   * Hosts to ask.
   *
   * @param closed why another could not be asked; null when all can
   */
  record Among(List<Host> hosts, @Nullable Throwable closed) {
    /** What was not found may be where nobody could look. */
    LookUp.Findings besides(LookUp.Findings found) {
      return closed == null || found.failure() != null
          ? found
          : new LookUp.Findings(found.resources(), found.ownerless(), Refusals.refusal(closed));
    }
  }

  /** For who may ask for any record of the practice. */
  private static Among whereverRecordsLive(Practice practice) {
    return new Among(practice.hosts(), null);
  }

  /**
   * For who may ask for their own record and their wards': what they may see can only be there, and
   * only if that host is open to it. Refused for want of a scope, nobody has learnt anything.
   */
  private Future<Among> whereTheirOwnLives(
      RestRequest asked, Caller caller, Practice practice, Throwable no) {
    List<String> all = List.copyOf(access.ownRecords(caller, practice.id()));
    List<String> may =
        all.stream()
            .filter(one -> access.allow(caller, requests.supposing(asked, one)).succeeded())
            .toList();
    List<String> own = may.isEmpty() ? all : may;
    if (own.isEmpty()) {
      return Future.failedFuture(no);
    }
    List<Future<Host>> homes =
        own.stream().map(patient -> home(asked, caller, practice, patient)).toList();
    return Future.join(homes)
        .otherwiseEmpty()
        .compose(
            looked -> {
              Set<Host> open = new LinkedHashSet<>();
              homes.stream().filter(Future::succeeded).map(Future::result).forEach(open::add);
              Throwable closed =
                  homes.stream()
                      .filter(Future::failed)
                      .map(Future::cause)
                      // There is nothing to be found of what has left
                      .filter(failure -> !Refusals.departed(failure))
                      .findFirst()
                      .orElse(null);
              return open.isEmpty() && closed != null
                  ? Future.failedFuture(closed)
                  : Future.succeededFuture(new Among(List.copyOf(open), closed));
            });
  }

  private Future<Host> home(RestRequest asked, Caller caller, Practice practice, String patient) {
    OnRecord supposed = requests.supposing(asked, patient);
    return access
        .allow(caller, supposed)
        .compose(may -> decided(practice, patient, caller))
        .compose(
            standing ->
                hosts
                    .placement(new PatientRecord(practice.id(), patient))
                    .compose(
                        placement ->
                            openness
                                .check(supposed, placement.host(), standing)
                                .map(placement.host())));
  }

  private Future<@Nullable Standing> decided(Practice practice, String patient, Caller caller) {
    String hosting = practice.hosting();
    return hosting == null
        ? Future.succeededFuture()
        : consents.standing(patient, hosting, caller.consent()).map(standing -> standing);
  }

  private Future<Identified> choose(
      HttpServerRequest request,
      RestRequest asked,
      Caller caller,
      LookUp.Findings found,
      Trace trace) {
    List<Future<Verdict>> verdicts =
        found.resources().stream().map(stored -> judge(asked, caller, stored)).toList();
    return Future.all(verdicts)
        .compose(
            all ->
                choose(
                    request,
                    asked,
                    caller,
                    new Verdicts(found, verdicts.stream().map(Future::result).toList()),
                    trace));
  }

  /** What a found resource is to the caller. */
  private enum Verdict {
    THEIRS,
    ANOTHERS,
    /** Of a record that is theirs, but not of what the token's scopes cover. */
    NOT_COVERED
  }

  private record Verdicts(LookUp.Findings found, List<Verdict> of) {
    private List<Stored> theirs() {
      return IntStream.range(0, of.size())
          .filter(i -> of.get(i) == Verdict.THEIRS)
          .mapToObj(found.resources()::get)
          .toList();
    }
  }

  private Future<Verdict> judge(RestRequest asked, Caller caller, Stored stored) {
    OnRecord supposed = requests.supposing(asked, stored.patient());
    return access
        .allow(caller, supposed)
        .compose(grant -> filter.covers(grant, supposed.type(), stored.resource()))
        .map(covered -> covered ? Verdict.THEIRS : Verdict.NOT_COVERED)
        .otherwise(Verdict.ANOTHERS);
  }

  private Future<Identified> choose(
      HttpServerRequest request, RestRequest asked, Caller caller, Verdicts verdicts, Trace trace) {
    List<Stored> theirs = verdicts.theirs();
    if (theirs.isEmpty()) {
      return absent(asked, verdicts, trace);
    }
    return inPlace(asked, theirs)
        .compose(
            left ->
                left.size() == 1
                    ? hold(request, asked, caller, left.get(0), trace)
                    : left.isEmpty() ? absent(asked, verdicts, trace) : refuse(ambiguous()));
  }

  static Refusal ambiguous() {
    return new Refusal.BadExchange(
        409, "id-ambiguous", "Two records have a resource with this id.");
  }

  /** What is whose concerns the journal; the caller learns that there is nothing for them. */
  private Future<Identified> absent(RestRequest asked, Verdicts verdicts, Trace trace) {
    LookUp.Findings found = verdicts.found();
    if (!found.resources().isEmpty()) {
      trace.asks(requests.supposing(asked, found.resources().get(0).patient()));
    }
    Refusal failure = found.failure();
    return refuse(failure != null ? failure : absence(verdicts));
  }

  private static Refusal absence(Verdicts verdicts) {
    if (verdicts.of().contains(Verdict.NOT_COVERED)) {
      return new Refusal.NotFound("scope-not-covering");
    } else if (!verdicts.found().resources().isEmpty()) {
      return new Refusal.NotFound("other-patient");
    }
    return verdicts.found().ownerless()
        ? new Refusal.NotFound("owner-unknown")
        : new Refusal.NotFound("resource-unknown");
  }

  /**
   * Those that are where their patients' records live, as they are there. Anything else is a
   * remainder, or another practice's: as absent as what nobody has.
   */
  Future<List<Stored>> inPlace(RestRequest asked, List<Stored> found) {
    List<Future<Optional<Stored>>> placed =
        found.stream().map(stored -> inPlace(asked, stored)).toList();
    return Future.all(placed)
        .map(all -> placed.stream().flatMap(p -> p.result().stream()).toList());
  }

  private Future<Optional<Stored>> inPlace(RestRequest asked, Stored stored) {
    return hosts
        .placement(new PatientRecord(asked.practice(), stored.patient()))
        .compose(
            placement ->
                stored.on(placement.host())
                    ? Future.succeededFuture(Optional.of(stored.at(placement)))
                    : stored.precedes(placement)
                        ? refuse(Openness.closed("record-moved"))
                        : Future.succeededFuture(Optional.<Stored>empty()))
        .recover(
            failure ->
                Refusals.departed(failure)
                    // Answered where all else about such a record is
                    ? Future.succeededFuture(Optional.of(stored))
                    : Future.failedFuture(failure));
  }

  private Future<Identified> hold(
      HttpServerRequest request, RestRequest asked, Caller caller, Stored stored, Trace trace) {
    Host host = hostOf(asked, stored);
    return access
        .allow(caller, trace.asks(requests.supposing(asked, stored.patient())))
        .compose(
            grant ->
                besides
                    .looked(request, asked, caller, grant, stored, host, trace)
                    .compose(
                        seen ->
                            requests
                                .attribute(
                                    asked,
                                    seen.before(host),
                                    new Writing(grant, asked, seen),
                                    memory.loan(request))
                                .map(interaction -> new Identified(interaction, seen))));
  }

  /** By what a token grants. */
  private record Writing(Grant grant, RestRequest asked, Stored stored) implements Writer {

    @Override
    public boolean knows(String patient) {
      return grant.mayKnow(patient);
    }

    @Override
    public boolean reads() {
      return grant.returns(
          Objects.requireNonNull(asked.interaction().type()), () -> stored.resource().getBytes());
    }

    @Override
    public boolean sees() {
      return grant.sees(
          Objects.requireNonNull(asked.interaction().type()), () -> stored.resource().getBytes());
    }

    @Override
    public boolean readsOthers() {
      return grant.showsOthers(
          Objects.requireNonNull(asked.interaction().type()), () -> stored.resource().getBytes());
    }

    @Override
    public boolean isPatient() {
      return grant.ownAlone();
    }
  }

  /** Where it was found. */
  private Host hostOf(RestRequest asked, Stored stored) {
    return hosts.practice(asked.practice()).stream()
        .flatMap(practice -> practice.hosts().stream())
        .filter(stored::on)
        .findFirst()
        .orElseThrow();
  }

  private static <T> Future<T> refuse(Refusal refusal) {
    return Future.failedFuture(refusal.refused());
  }
}
