// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.AccessPolicy.Capacity;
import io.prunelle.gateway.audit.AuditEvents;
import io.prunelle.gateway.audit.AuditQuery;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.fhir.AcrossRecords;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.fhir.OnRecord.NextPage;
import io.prunelle.gateway.format.Accepted;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.proxy.TraceContext;
import io.prunelle.gateway.purpose.PurposeOfUse;
import io.prunelle.gateway.rest.BundleEntry;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.InteractionKind;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Representation;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.RestRequests;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What has become known of a request so far: what the journal will say, however far it gets. */
final class Trace {

  /** Before it is known whose records are touched, or that it is nobody's. */
  static final String ACROSS_RECORDS = "across-records";

  private final long begun = System.nanoTime();
  private final Owners owners;
  private final String requestId;
  private final String traceId;
  private final String method;
  private final @Nullable String path;
  private final @Nullable String address;
  private @Nullable String rawQuery;
  private @Nullable String query;

  /** Of which it is known how its answer is to be written once that is asked for. */
  private final @Nullable HttpServerRequest request;

  private @Nullable Accepted accepted;
  private @Nullable Caller caller;
  private @Nullable Caller owner;
  private @Nullable Interaction understood;
  private @Nullable String practice;
  private @Nullable String concerned;
  private @Nullable OnRecord interaction;
  private @Nullable Capacity capacity;
  private @Nullable Standing standing;
  private @Nullable String hosting;
  private @Nullable Host host;
  private @Nullable UUID intent;
  private @Nullable String written;
  private @Nullable PurposeOfUse purpose;
  private boolean condition;
  private boolean sent;

  Trace(HttpServerRequest request, String requestId) {
    this.owners = new Owners();
    this.requestId = requestId;
    this.traceId = TraceContext.of(request.headers(), requestId).trace();
    this.method = request.method().name();
    this.path = Cleaned.text(request.path());
    this.rawQuery = Cleaned.query(request.query());
    this.query = rawQuery;
    this.address = request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    this.request = request;
  }

  private Trace(Trace bundle, BundleEntry entry) {
    this.owners = bundle.owners;
    this.requestId = bundle.requestId;
    this.traceId = bundle.traceId;
    this.method = Objects.requireNonNullElse(Cleaned.text(entry.method()), "");
    this.path = Cleaned.text(entry.path());
    this.rawQuery = Cleaned.query(entry.query());
    this.query = rawQuery;
    this.address = bundle.address;
    this.request = null;
    this.accepted = bundle.accepted();
    this.caller = bundle.caller;
    this.purpose = bundle.purpose;
  }

  /** The same request once more, of which nothing but who asks is known. */
  private Trace(Trace request) {
    this.owners = request.owners;
    this.requestId = request.requestId;
    this.traceId = request.traceId;
    this.method = request.method;
    this.path = request.path;
    this.rawQuery = null;
    this.query = null;
    this.address = request.address;
    this.request = null;
    this.accepted = request.accepted();
    this.caller = request.caller;
    this.purpose = request.purpose;
  }

  /** Of a further question of the same request. */
  Trace another() {
    return new Trace(this);
  }

  /**
   * Of what the answer tells about one patient. Without the query, which may name others.
   *
   * @param shown the request, as if it touched this record alone
   */
  Trace about(OnRecord shown, Capacity as) {
    Trace own = new Trace(this);
    own.interaction = shown;
    own.capacity = as;
    return own;
  }

  /** Of what an answer from the journal tells about one patient. */
  Trace auditing() {
    Trace own = new Trace(this);
    own.understood = understood;
    own.capacity = capacity;
    return own;
  }

  /** Looking into the journal: of one patient, or of whomever it names. */
  Entry audit(String practice, @Nullable String patient) {
    return new Entry(
        requestId,
        agent(),
        patient == null ? act() : withoutCallers(act()),
        new Entry.Where(practice, patient, null, null, null),
        true,
        "audit",
        stated(),
        traceId);
  }

  /** Of an entry of this bundle: a request of its own, found by the same id. */
  Trace of(BundleEntry entry) {
    return new Trace(this, entry);
  }

  /**
   * Of a search by which something is done or left, and which nobody is shown: so it is no reading
   * of a record in an emergency.
   */
  Trace ofCondition(BundleEntry search) {
    Trace own = of(search);
    own.condition = true;
    own.purpose = Glass.isStated(own) ? null : own.purpose;
    return own;
  }

  boolean isCondition() {
    return condition;
  }

  /** Given by the gateway, never by the caller: it finds the journal entry. */
  String requestId() {
    return requestId;
  }

  /** Of all of the request, whichever entry of a bundle this is of. */
  Owners owners() {
    return owners;
  }

  void by(Caller known) {
    caller = known;
  }

  /**
   * Whose token was shown, by whomever: the journal says which one it was, and by which
   * application, but names nobody for it. Who found it is not its owner.
   */
  void shows(Caller known) {
    owner = known;
  }

  /** Why the caller says to ask; marks whatever becomes of it. */
  void states(@Nullable PurposeOfUse known) {
    purpose = known;
  }

  /** Null when none was stated. */
  @Nullable PurposeOfUse purpose() {
    return purpose;
  }

  /** Known before it is known whose record it touches, so that a refusal says what it refused. */
  void understands(RestRequest known) {
    understood = known.interaction();
    practice = known.practice();
    Representation wanted = known.representation();
    accepted = new Accepted(wanted.format(), wanted.pretty(), gzip());
  }

  /** Whom it says that it is about, whether or not that may be asked. */
  void concerns(@Nullable String patient) {
    concerned = patient;
  }

  /** A query that came as a form: the same as one in the URL, which it goes on. */
  void sends(String form) {
    String cleaned = Cleaned.query(form);
    rawQuery = rawQuery == null ? cleaned : rawQuery + "&" + cleaned;
    query = rawQuery;
  }

  private boolean gzip() {
    return request == null ? accepted().gzip() : RestRequests.gzip(request);
  }

  /** How the answer is to be written. */
  Accepted accepted() {
    if (accepted == null) {
      accepted = RestRequests.accepted(Objects.requireNonNull(request));
    }
    return accepted;
  }

  /** Whether it is something that changes what there is, if it is done. */
  boolean changes() {
    return understood != null
        && (understood.kind().writes()
            || understood.kind() == InteractionKind.BATCH
            || understood.kind() == InteractionKind.TRANSACTION);
  }

  OnRecord asks(OnRecord known) {
    interaction = known;
    if (known instanceof Direct direct && direct.kind() == InteractionKind.SEARCH_TYPE) {
      query = direct.request().interaction().query().encoded();
    } else if (known instanceof NextPage) {
      query = "_page";
    }
    return known;
  }

  Capacity as(Capacity known) {
    capacity = known;
    return known;
  }

  Standing under(String knownHosting, Standing known) {
    hosting = knownHosting;
    standing = known;
    return known;
  }

  Host at(Host known) {
    host = known;
    return known;
  }

  UUID intended(UUID known) {
    intent = known;
    return known;
  }

  /** What was intended does not come about: what follows is written down by itself. */
  void intendsAnew() {
    intent = null;
  }

  /** A host is asked for what was intended: from now on it may have done it. */
  void sent() {
    sent = true;
  }

  /**
   * How what was intended ended that failed. A change that no host was asked for has not come to
   * be, and is said to be refused: of another one nobody knows.
   */
  String failed() {
    return changes() && !sent ? "refused" : "failed";
  }

  /** What a host says that has come of it; null where it does not say. */
  void wrote(@Nullable Made known) {
    written = known == null ? null : known.reference();
  }

  /** Null until the intent was committed. */
  @Nullable UUID intent() {
    return intent;
  }

  /**
   * What the gateway asks hosts to find out whose record is asked for. Nobody is shown anything.
   */
  Entry lookUp(String practice) {
    Entry.Where where = new Entry.Where(practice, null, null, null, null);
    return new Entry(requestId, agent(), act(), where, true, "look-up", stated(), traceId);
  }

  /**
   * What the gateway writes to a host by itself, because a body refers to it: of nobody's.
   *
   * @param resources as {@code Type/id}
   */
  static Entry brings(String requestId, String practice, Host host, Set<String> resources) {
    return new Entry(
        requestId,
        new Entry.Agent(null, "gateway", "system", null, null, null),
        new Entry.Act("transaction", null, null, String.join(",", resources), null, null, null),
        new Entry.Where(practice, null, host.id(), null, null),
        true,
        "reference-brought");
  }

  /** What hosts are asked before it is known whose records that touches. */
  Entry over(AcrossRecords asked) {
    practice = asked.request().practice();
    // Each patient who is named has an entry of their own
    concerned = null;
    query = asked.request().interaction().query().encoded();
    return entry(true, ACROSS_RECORDS);
  }

  Entry entry(boolean permitted, String reason) {
    return new Entry(requestId, agent(), told(), where(), permitted, reason, stated(), traceId);
  }

  private Entry.Act told() {
    return concerned != null && AuditEvents.TYPE.equals(type(understood))
        ? withoutCallers(act())
        : act();
  }

  /** Nothing of what was found has been shown to anybody. */
  Outcome looked(LookUp.Findings found) {
    return outcome(found.resources().isEmpty() ? 404 : 200, 0, "completed");
  }

  Outcome outcome(int status, long bytes, String ending) {
    return new Outcome(status, bytes, elapsed(), ending, written);
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  String interactionCode() {
    return interaction != null
        ? interaction.code()
        : understood != null ? understood.kind().code() : "unknown";
  }

  @Nullable String hostId() {
    return host == null ? null : host.id();
  }

  private Entry.@Nullable Purpose stated() {
    return purpose == null ? null : new Entry.Purpose(purpose.code(), purpose.reason());
  }

  private Entry.Agent agent() {
    return caller == null
        ? stranger()
        : new Entry.Agent(
            caller.subject(),
            caller.name(),
            capacity == null ? null : capacity.name().toLowerCase(Locale.ROOT),
            practices(caller),
            caller.client(),
            caller.tokenId(),
            address);
  }

  private Entry.Agent stranger() {
    return owner == null
        ? new Entry.Agent(null, null, null, null, null, address)
        : new Entry.Agent(null, null, null, owner.client(), owner.tokenId(), address);
  }

  private static @Nullable String practices(Caller known) {
    return known.practices().isEmpty() ? null : String.join(" ", new TreeSet<>(known.practices()));
  }

  private Entry.Act act() {
    return interaction == null
        ? new Entry.Act(
            interactionCode(),
            type(understood),
            understood == null ? null : understood.id(),
            query,
            rawQuery,
            method,
            path)
        : new Entry.Act(
            interaction.code(),
            interaction.type().equals(AcrossRecords.ANY_TYPE) ? null : interaction.type(),
            resourceId(interaction),
            query,
            rawQuery,
            method,
            path);
  }

  /** The patient reads this entry, and does not learn from it whom somebody looks into. */
  private Entry.Act withoutCallers(Entry.Act act) {
    Query asked = understood == null ? Query.NONE : understood.query();
    Query about = AuditQuery.withoutCallers(asked);
    return about.equals(asked)
        ? act
        : new Entry.Act(
            act.interaction(),
            act.resourceType(),
            act.resourceId(),
            about.encoded(),
            about.encoded(),
            act.method(),
            act.path());
  }

  private static @Nullable String type(@Nullable Interaction known) {
    return known == null ? null : known.type();
  }

  private static @Nullable String resourceId(OnRecord known) {
    String named = known instanceof Direct direct ? direct.request().interaction().id() : null;
    return named == null && known.type().equals("Patient") && !known.touchesNobody()
        ? known.patient()
        : named;
  }

  private Entry.Where where() {
    return interaction == null
        ? new Entry.Where(practice, concerned, null, null, null)
        : new Entry.Where(
            interaction.practice(),
            interaction.touchesNobody() ? null : interaction.patient(),
            hostId(),
            hosting,
            standing == null ? null : standing.entry());
  }
}
