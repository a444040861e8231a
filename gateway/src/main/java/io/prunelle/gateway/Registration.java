// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.Placement;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.Since;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.rest.Interaction.ConditionalCreate;
import io.prunelle.gateway.rest.Interaction.Create;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A patient whom the practice has no record of yet. It begins on the practice's own host, where
 * records live about which nobody has decided; whose it is, the host's answer tells, and the
 * journal has it before the caller does.
 */
final class Registration {

  private final String publicUrl;
  private final Passage passage;
  private final PatientSearch patients;
  private final Hosts hosts;
  private final Journal journal;

  Registration(
      String publicUrl, Passage passage, PatientSearch patients, Hosts hosts, Journal journal) {
    this.publicUrl = publicUrl;
    this.passage = passage;
    this.patients = patients;
    this.hosts = hosts;
    this.journal = journal;
  }

  static boolean concerns(RestRequest asked) {
    return "Patient".equals(asked.interaction().type())
        && (asked.interaction() instanceof Create
            || asked.interaction() instanceof ConditionalCreate);
  }

  Future<Served> serve(HttpServerRequest carrier, RestRequest asked, Caller caller, Trace trace) {
    return Glass.isStated(trace)
        ? Future.failedFuture(Glass.notForThis().refused())
        : passage
            .admit(carrier, asked, caller, trace)
            .compose(
                admitted ->
                    asked.interaction() instanceof ConditionalCreate create
                        ? unless(carrier, admitted, create, trace)
                        : register(carrier, admitted, trace));
  }

  private Future<Served> unless(
      HttpServerRequest carrier, Asked asked, ConditionalCreate create, Trace trace) {
    return patients
        .one(carrier, asked.practice().id(), create.unless(), asked.caller(), trace)
        .compose(
            found ->
                found
                    .map(id -> there(asked, id, trace))
                    .orElseGet(() -> register(carrier, asked, trace)));
  }

  /** The search has been written down, with whom it found; nothing but that is answered. */
  private Future<Served> there(Asked asked, String id, Trace trace) {
    trace.asks(made(asked, id));
    String url = publicUrl + "/fhir/" + asked.practice().id() + "/Patient/" + id;
    return journal
        .intend(trace.entry(true, "registered-already"))
        .map(trace::intended)
        .map(
            written -> {
              Map<String, String> headers =
                  Map.of(
                      "location",
                      url,
                      "cache-control",
                      "no-store",
                      "x-content-type-options",
                      "nosniff");
              return Served.one(trace, new Answer(200, headers, Buffer.buffer()));
            });
  }

  private Future<Served> register(HttpServerRequest carrier, Asked asked, Trace trace) {
    Direct once = (Direct) asked.interaction();
    Direct create =
        new Direct(
            once.request().with(new Create("Patient")), once.patient(), once.type(), Set.of());
    return passage
        .written(carrier, asked.with(create), trace)
        .compose(answered -> tell(answered, trace))
        // Who is not told to the practice may be somebody whose record lives elsewhere
        .onFailure(refused -> trace.wrote(null));
  }

  private Future<Served> tell(Passage.Answered answered, Trace trace) {
    String id = id(answered);
    Asked before = answered.placed().asked();
    return id == null
        ? refuse(new Refusal.BadUpstream(502, "answer-not-attributable"))
        : atHome(new PatientRecord(before.practice().id(), id))
            .map(
                placement ->
                    new Placed(before.with(made(before, id)), null, placement, Since.now()))
            .compose(
                placed ->
                    passage
                        .release(placed, answered.answer())
                        .compose(shown -> disclose(placed, shown, trace)));
  }

  private static Direct made(Asked asked, String id) {
    return new Direct(((Direct) asked.interaction()).request(), id, "Patient", Set.of());
  }

  /** The id is the host's; another host may have given it out as well. */
  private Future<Placement> atHome(PatientRecord record) {
    return hosts
        .placement(record)
        .recover(failure -> Refusals.departed(failure) ? ambiguous() : Future.failedFuture(failure))
        .compose(
            placement ->
                placement.since() == null ? Future.succeededFuture(placement) : ambiguous());
  }

  private static <T> Future<T> ambiguous() {
    return refuse(
        new Refusal.BadExchange(
            409, "id-ambiguous", "The host gave the patient an id that is in use."));
  }

  private Future<Served> disclose(Placed placed, Answer shown, Trace trace) {
    Trace told = trace.about(placed.asked().interaction(), placed.asked().grant().capacity());
    told.at(placed.host());
    return journal
        .intend(told.entry(true, "registration"))
        .map(told::intended)
        .map(
            written ->
                new Served(
                    shown,
                    List.of(
                        new Served.End(told, shown.status(), shown.body().length()),
                        new Served.End(trace, shown.status(), 0))));
  }

  private static @Nullable String id(Passage.Answered answered) {
    String location = answered.answer().location();
    if (location == null) {
      Buffer body = answered.answer().body();
      JsonObject made = body.length() == 0 ? new JsonObject() : body.toJsonObject();
      return "Patient".equals(made.getString("resourceType")) ? made.getString("id") : null;
    }
    Made made = Made.at("Patient", location, answered.placed().host());
    return made == null ? null : made.id();
  }

  private static <T> Future<T> refuse(Refusal refusal) {
    return Future.failedFuture(refusal.refused());
  }
}
