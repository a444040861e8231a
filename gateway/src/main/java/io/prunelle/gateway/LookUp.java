// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.proxy.HostAnswer;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusal.HostRefused;
import io.prunelle.gateway.refusal.Refusal.TooCostly;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Interaction.Content;
import io.prunelle.gateway.rest.Interaction.Read;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks hosts for a resource, to learn whose it is. All of them at once, and waits for all: so how
 * long it takes does not tell where the resource is, or whether it is.
 */
final class LookUp {

  /** http://hl7.org/fhir/R4/http.html#read: never there, and there no longer. */
  private static final Set<Integer> ABSENT = Set.of(404, 410);

  private static final int AT_ONCE = 10;

  /** Of what nobody owns, and of what is not shown itself. */
  private static final Sight EVERYBODY = (resource, patient, body) -> Future.succeededFuture(true);

  private static final String BINARY = "Binary";

  /** That point at one Binary. */
  private static final String MOST_DOCUMENTS = "20";

  private final Journal journal;
  private final Consents consents;
  private final Openness openness;
  private final Proxy proxy;
  private final Filter filter;
  private final Memory memory;

  LookUp(
      Journal journal,
      Consents consents,
      Openness openness,
      Proxy proxy,
      Filter filter,
      Memory memory) {
    this.memory = memory;
    this.journal = journal;
    this.consents = consents;
    this.openness = openness;
    this.proxy = proxy;
    this.filter = filter;
  }

  /**
   * What was found.
   *
   * @param resources one for each patient: hosts give out ids by themselves
   * @param ownerless whether a host has one of which whose it is cannot be told
   * @param failure why a host could not be asked; null when all of them could
   */
  record Findings(List<Stored> resources, boolean ownerless, @Nullable Refusal failure) {}

  /**
   * A host's part. Nothing at all when it does not have the resource.
   *
   * @param ownerless whether it has it, and whose it is cannot be told
   */
  private record Finding(
      Host host,
      @Nullable String patient,
      Set<String> through,
      @Nullable HostAnswer answer,
      boolean ownerless,
      @Nullable Refusal failure) {

    static Finding of(Host host, Optional<String> patient, Set<String> through, HostAnswer answer) {
      return patient.isEmpty()
          ? ownerless(host)
          : new Finding(host, patient.get(), through, answer, false, null);
    }

    static Finding ownerless(Host host) {
      return new Finding(host, null, Set.of(), null, true, null);
    }

    static Finding nothing(Host host) {
      return new Finding(host, null, Set.of(), null, false, null);
    }

    static Finding failed(Host host, Refusal refusal) {
      return new Finding(host, null, Set.of(), null, false, refusal);
    }
  }

  /**
   * Commits that hosts are asked, then asks.
   *
   * @return fails with {@link Refused} when the journal cannot be written
   */
  Future<Findings> find(
      HttpServerRequest request,
      RestRequest asking,
      List<Host> hosts,
      Upstream asked,
      Trace trace) {
    Wanted wanted = Wanted.of(asking.interaction());
    return memory
        .room(request)
        .compose(room -> journal.intend(trace.lookUp(asking.practice())))
        .compose(
            entry -> {
              Instant at = Instant.now();
              List<Future<Finding>> parts =
                  hosts.stream()
                      .map(host -> ask(request, wanted, asked, host, trace.requestId()))
                      .toList();
              return Future.join(parts)
                  .map(all -> findings(asked, at, parts.stream().map(Future::result).toList()))
                  .onSuccess(found -> journal.settleInPassing(entry, trace.looked(found)));
            });
  }

  /** Never fails: what goes wrong at one host must not tell what there is at another. */
  private Future<Finding> ask(
      HttpServerRequest request, Wanted wanted, Upstream asked, Host host, String requestId) {
    return open(host)
        .compose(open -> proxy.forward(request, asked, host, requestId))
        .compose(
            answer ->
                found(request, wanted, host, answer, requestId)
                    .otherwise(failure -> untold(host, Refusals.refusal(failure))))
        .otherwise(failure -> failed(host, Refusals.refusal(failure)));
  }

  /**
   * A resource that is looked for.
   *
   * @param attached whether documents may tell whose it is: a Binary, as it is now, to be read or
   *     referred to. An older version may have held another's; and what is only pointed at is
   *     changed by nobody
   */
  private record Wanted(String type, String id, boolean attached) {

    static Wanted of(Interaction interaction) {
      String type = Objects.requireNonNull(interaction.type());
      boolean read = interaction instanceof Read || interaction instanceof Content;
      return new Wanted(
          type, Objects.requireNonNull(interaction.id()), read && type.equals(BINARY));
    }

    static Wanted of(String resource) {
      int slash = resource.indexOf('/');
      String type = resource.substring(0, slash);
      return new Wanted(type, resource.substring(slash + 1), type.equals(BINARY));
    }

    String key() {
      return type + "/" + id;
    }

    /** Without what a Binary holds, which may be longer than anything that is examined. */
    Upstream upstream() {
      return new Upstream("GET", "/" + key() + (attached ? "?_summary=true" : ""), Map.of(), null);
    }
  }

  private Future<Finding> found(
      HttpServerRequest request, Wanted wanted, Host host, HostAnswer answer, String requestId) {
    return (wanted.attached() ? filter.leavesOpen(answer.body()) : Future.succeededFuture(false))
        .compose(
            open ->
                open
                    ? attached(request, wanted, host, answer, requestId)
                    : named(request, wanted.type(), host, answer, requestId));
  }

  /**
   * A Binary that says nothing of whose it is, as most do: it is the patient's whose documents
   * point at it. Nobody makes one theirs by pointing at it, for what a body points at has to be
   * theirs already (see {@link Referred}).
   */
  private Future<Finding> attached(
      HttpServerRequest request, Wanted wanted, Host host, HostAnswer answer, String requestId) {
    Query pointing =
        new Query(
            List.of(
                new Parameter("location", wanted.key() + "," + host.url() + "/" + wanted.key()),
                new Parameter("_count", MOST_DOCUMENTS)));
    Upstream asked =
        new Upstream("GET", "/DocumentReference?" + pointing.encoded(), Map.of(), null);
    return proxy
        .forward(request, asked, host, requestId)
        .compose(
            documents ->
                filter
                    .pointedAtBy(wanted.key(), host, documents.body())
                    .onComplete(told -> memory.shrink(request, documents.body().length(), 0)))
        .map(patient -> Finding.of(host, patient, Set.of(wanted.key()), answer))
        // A host that cannot be asked so tells of nobody
        .recover(
            failure ->
                tellsOfNobody(Refusals.refusal(failure))
                    ? Future.succeededFuture(Finding.ownerless(host))
                    : Future.failedFuture(failure));
  }

  private static boolean tellsOfNobody(Refusal refusal) {
    return refusal instanceof HostRefused
        || refusal instanceof TooCostly
        || Set.of("host-answered-405", "host-answered-501").contains(refusal.reason());
  }

  private Future<Finding> named(
      HttpServerRequest request, String type, Host host, HostAnswer answer, String requestId) {
    return filter
        .patient(type, host, answer.body())
        .compose(
            owner ->
                owner.isPresent()
                    ? Future.succeededFuture(Finding.of(host, owner, Set.of(), answer))
                    : filter
                        .through(type, host, answer.body())
                        .compose(
                            through ->
                                common(request, through, host, requestId)
                                    .map(
                                        patient ->
                                            Finding.of(
                                                host, patient, Set.copyOf(through), answer))));
  }

  /** The one patient whose all of these resources are. */
  private Future<Optional<String>> common(
      HttpServerRequest request, List<String> resources, Host host, String requestId) {
    List<Future<Optional<String>>> owners =
        resources.stream().map(each -> owner(request, each, host, requestId)).toList();
    return Future.all(owners)
        .map(
            all -> {
              Set<Optional<String>> patients =
                  owners.stream().map(Future::result).collect(Collectors.toSet());
              return patients.size() == 1 ? patients.iterator().next() : Optional.empty();
            });
  }

  private Future<Optional<String>> owner(
      HttpServerRequest request, String resource, Host host, String requestId) {
    String type = resource.substring(0, resource.indexOf('/'));
    Upstream asked = new Upstream("GET", "/" + resource, Map.of(), null);
    return proxy
        .forward(request, asked, host, requestId)
        .compose(answer -> filter.patient(type, host, answer.body()));
  }

  /** Whether who asks may be told that a resource is there. */
  interface Sight {
    /**
     * Decides.
     *
     * @param patient whose it is, or {@link OnRecord#NOBODY}
     */
    Future<Boolean> covers(String resource, String patient, Buffer body);
  }

  /**
   * Whose a resource at the host is. For who has committed that it is asked.
   *
   * @param resource {@code Type/id}
   * @return {@link OnRecord#NOBODY} of what mentions nobody; empty when it is not there, cannot be
   *     told, or is out of sight
   */
  Future<Optional<String>> whose(
      HttpServerRequest request, String resource, Host host, Sight sight, String requestId) {
    Wanted wanted = Wanted.of(resource);
    return proxy
        .forward(request, wanted.upstream(), host, requestId)
        .compose(
            answer ->
                whose(request, wanted, host, answer, requestId)
                    .compose(
                        owner ->
                            owner.isEmpty()
                                ? Future.succeededFuture(owner)
                                : sight
                                    .covers(resource, owner.get(), answer.body())
                                    .map(seen -> owner.filter(one -> seen)))
                    .onComplete(told -> memory.shrink(request, answer.body().length(), 0)))
        .recover(
            failure -> {
              Refusal refusal = Refusals.refusal(failure);
              return refusal instanceof HostRefused || refusal instanceof TooCostly
                  ? Future.succeededFuture(Optional.empty())
                  : Future.failedFuture(failure);
            });
  }

  /** The same, whoever asks. */
  Future<Optional<String>> whose(
      HttpServerRequest request, String resource, Host host, String requestId) {
    return whose(request, resource, host, EVERYBODY, requestId);
  }

  /**
   * Looks once more at what is about to be deleted, since hosts compare no version then: what has
   * changed since may be somebody else's.
   *
   * @param host where it is deleted
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it is not as it was found
   */
  Future<Void> asFound(HttpServerRequest request, Stored stored, Host host, String requestId) {
    return proxy
        .forward(request, stored.asked(), host, requestId)
        .compose(
            now -> {
              memory.shrink(request, now.body().length(), 0);
              return stored.isStill(now)
                  ? Future.succeededFuture()
                  : Future.failedFuture(Refusal.BadExchange.ofAnotherVersion().refused());
            });
  }

  /** What a host says of whether it has something. */
  enum Said {
    THERE,
    ABSENT,
    /** It could not be asked, or answers something else. */
    NOTHING
  }

  /**
   * Whether there is such a resource at the host, whose-ever it is. For who has committed that it
   * is asked, and tells nobody. Never fails.
   */
  Future<Said> isThere(HttpServerRequest request, String resource, Host host, String requestId) {
    Upstream asked = new Upstream("GET", "/" + resource + "?_elements=id", Map.of(), null);
    return proxy
        .forward(request, asked, host, requestId)
        .map(
            answer -> {
              memory.shrink(request, answer.body().length(), 0);
              return Said.THERE;
            })
        .otherwise(failure -> isAbsent(Refusals.refusal(failure)) ? Said.ABSENT : Said.NOTHING);
  }

  private Future<Optional<String>> whose(
      HttpServerRequest request, Wanted wanted, Host host, HostAnswer answer, String requestId) {
    return FhirBodies.isShared(wanted.type())
        ? nobodys(request, wanted.type(), host, answer, requestId)
        : found(request, wanted, host, answer, requestId)
            .compose(
                found ->
                    // A Binary without a patient would become the first one's who points at it
                    found.patient() != null || wanted.attached()
                        ? Future.succeededFuture(Optional.ofNullable(found.patient()))
                        : nobodys(request, wanted.type(), host, answer, requestId));
  }

  private Future<Optional<String>> nobodys(
      HttpServerRequest request, String type, Host host, HostAnswer answer, String requestId) {
    return filter
        .schedules(host, answer.body())
        .compose(schedules -> nobodys(request, schedules, host, requestId))
        .compose(known -> filter.mentionsNobody(type, host, known, answer.body()))
        .map(nobody -> nobody ? Optional.of(OnRecord.NOBODY) : Optional.empty());
  }

  /**
   * Which of these are a practice's, and no patient's: Schedules, and Devices they are of. For who
   * has committed that hosts are asked.
   *
   * @param schedules as {@code Type/id}
   */
  Future<Set<String>> nobodys(
      HttpServerRequest request, Set<String> schedules, Host host, String requestId) {
    Set<String> nobodys = new HashSet<>();
    return InTurn.each(
            schedules,
            AT_ONCE,
            schedule ->
                whose(request, schedule, host, requestId)
                    .onSuccess(
                        owner -> {
                          if (owner.equals(Optional.of(OnRecord.NOBODY))) {
                            nobodys.add(schedule);
                          }
                        }))
        .map(done -> Set.copyOf(nobodys));
  }

  private static Finding failed(Host host, Refusal refusal) {
    // Whose it is cannot be told of what is too long to be read
    return refusal instanceof TooCostly
        ? Finding.ownerless(host)
        : isAbsent(refusal) ? Finding.nothing(host) : Finding.failed(host, refusal);
  }

  /** Of what is there, while what would tell whose it is may not be. */
  private static Finding untold(Host host, Refusal refusal) {
    return isAbsent(refusal) ? Finding.ownerless(host) : failed(host, refusal);
  }

  private static boolean isAbsent(Refusal refusal) {
    return refusal instanceof HostRefused no && ABSENT.contains(no.status());
  }

  private Future<Void> open(Host host) {
    if (host.kind() == HostKind.ON_PREMISE) {
      return openness.certified(host);
    }
    return consents
        .ready()
        .recover(stale -> Future.failedFuture(Openness.closed("ledger-not-followed").refused()))
        .compose(fresh -> openness.certified(host));
  }

  private static Findings findings(Upstream asked, Instant at, List<Finding> parts) {
    Map<String, Map<String, HostAnswer>> byPatient = new LinkedHashMap<>();
    Map<String, Set<String>> through = new HashMap<>();
    @Nullable Refusal failure = null;
    for (Finding part : parts) {
      HostAnswer answer = part.answer();
      if (part.failure() != null) {
        failure = part.failure();
      } else if (part.patient() != null && answer != null) {
        byPatient
            .computeIfAbsent(part.patient(), first -> new HashMap<>())
            .put(part.host().id(), answer);
        through.computeIfAbsent(part.patient(), first -> new HashSet<>()).addAll(part.through());
      }
    }
    List<Stored> resources = new ArrayList<>();
    byPatient.forEach(
        (patient, answers) ->
            resources.add(
                new Stored(patient, Set.copyOf(through.get(patient)), asked, at, answers)));
    return new Findings(resources, parts.stream().anyMatch(Finding::ownerless), failure);
  }
}
