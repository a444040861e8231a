// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.access.AccessPolicy.Capacity;
import io.prunelle.gateway.audit.AuditEvents;
import io.prunelle.gateway.audit.AuditQuery;
import io.prunelle.gateway.audit.Look;
import io.prunelle.gateway.audit.Looking;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction.Read;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.Representation;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request for AuditEvents, which are the journal's entries. No host is asked. Patients
 * and their guardians find who opened the record, on the patient's page too, which belongs to no
 * practice; auditors find that of all records of a practice; nobody else learns whether there is
 * anything. Looking is itself an entry, of each patient whose accesses are shown.
 */
final class Audits {

  private final AccessPolicy access;
  private final Hosts hosts;
  private final Looking looking;
  private final AuditEvents events;

  Audits(Settings settings, AccessPolicy access, Hosts hosts, Looking looking) {
    this.access = access;
    this.hosts = hosts;
    this.looking = looking;
    this.events = new AuditEvents(settings);
  }

  static boolean concerns(RestRequest asked) {
    return AuditEvents.TYPE.equals(asked.interaction().type())
        && (asked.interaction() instanceof Read || asked.interaction() instanceof Search);
  }

  Future<Served> serve(RestRequest asked, Caller caller, Trace trace) {
    if (hosts.practice(asked.practice()).isEmpty()) {
      return refuse(new Refusal.Forbidden("not-of-practice"));
    }
    return isWhole(asked.representation())
        ? asked.interaction() instanceof Read read
            ? read(asked.practice(), read.id(), caller, trace)
            : search(asked, caller, trace)
        : refuse(
            new Refusal.BadExchange(
                400, "audit-parameter", "AuditEvents are shown whole, and not counted."));
  }

  /** A count, or a part of them, would be nothing that the journal could say was shown. */
  private static boolean isWhole(Representation wanted) {
    return wanted.elements().isEmpty()
        && (wanted.summary() == null || wanted.summary().equals("false"));
  }

  private Future<Served> search(RestRequest asked, Caller caller, Trace trace) {
    return Future.succeededFuture()
        .map(start -> events.query(asked.practice(), asked.interaction().query()))
        .compose(
            query -> {
              trace.concerns(query.patient());
              return allow(asked.practice(), query.patient(), caller, trace)
                  .compose(patient -> found(query, patient, trace));
            });
  }

  private Future<Served> found(AuditQuery query, Optional<String> patient, Trace trace) {
    Selection selection = query.selection();
    return begin(patient.isPresent() ? selection.andOfNone() : selection, trace)
        .compose(
            look ->
                looking
                    .next(look, query.before(), query.count())
                    .map(lines -> served(events.page(query, lines, patient), trace, look)));
  }

  /** Whose it is, is known only once it was found. */
  private Future<Served> read(String practice, String id, Caller caller, Trace trace) {
    return uuid(id)
        .compose(entry -> begin(Selection.of(practice, entry).andOfNone(), trace))
        .compose(
            look ->
                looking
                    .find(look, null, 1)
                    .compose(
                        found ->
                            found.isEmpty()
                                ? refuse(new Refusal.NotFound("no-such-event"))
                                : shown(practice, found.get(0), caller, trace, look)));
  }

  private Future<Served> shown(String practice, Line line, Caller caller, Trace trace, Look look) {
    return allow(practice, line.entry().where().patient(), caller, trace)
        .recover(hidden -> refuse(new Refusal.NotFound("no-such-event")))
        .compose(
            reader ->
                reader.isEmpty() && line.entry().where().practice() == null
                    ? refuse(new Refusal.NotFound("no-such-event"))
                    : looking
                        .disclose(look, List.of(line))
                        .map(written -> served(events.event(line, reader), trace, look)));
  }

  /** Gives the caller's subject if they are told as a patient is; empty for an auditor. */
  private Future<Optional<String>> allow(
      String practice, @Nullable String patient, Caller caller, Trace trace) {
    return access
        .audit(caller, practice, patient)
        .map(trace::as)
        .map(
            capacity ->
                capacity == Capacity.AUDITOR ? Optional.empty() : Optional.of(caller.subject()));
  }

  private Future<Look> begin(Selection selection, Trace trace) {
    String practice = Objects.requireNonNull(selection.practice());
    return looking
        .begin(
            new Looking.Viewer() {
              @Override
              public Entry asks(@Nullable String patient) {
                return trace.audit(practice, patient);
              }

              @Override
              public Entry shows(String patient) {
                return trace.auditing().audit(practice, patient);
              }
            },
            selection)
        .onSuccess(look -> trace.intended(look.entry()));
  }

  /** The request ends, and so does what it told of each patient. */
  private static Served served(JsonObject resource, Trace trace, Look look) {
    boolean pretty = trace.accepted().pretty();
    Answer answer =
        Answer.fhir(200, pretty ? Buffer.buffer(resource.encodePrettily()) : resource.toBuffer());
    List<Trace> ends = new ArrayList<>(List.of(trace));
    for (UUID shown : look.shown().values()) {
      Trace own = trace.auditing();
      own.intended(shown);
      ends.add(own);
    }
    return new Served(
        answer,
        ends.stream()
            .map(end -> new Served.End(end, answer.status(), answer.body().length()))
            .toList());
  }

  private static Future<UUID> uuid(String id) {
    try {
      return Future.succeededFuture(UUID.fromString(id));
    } catch (IllegalArgumentException none) {
      return refuse(new Refusal.NotFound("no-such-event"));
    }
  }

  private static <T> Future<T> refuse(Refusal refusal) {
    return Future.failedFuture(refusal.refused());
  }
}
