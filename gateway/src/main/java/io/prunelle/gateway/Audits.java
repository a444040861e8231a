// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.audit.AuditEvents;
import io.prunelle.gateway.audit.AuditQuery;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction.Read;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request for AuditEvents, which are the journal's entries. No host is asked. Patients
 * and their guardians find who opened the record; auditors find that of all records of a practice;
 * nobody else learns whether there is anything. Looking is itself an entry, of each patient whose
 * accesses are shown.
 */
final class Audits {

  private final AccessPolicy access;
  private final Hosts hosts;
  private final Journal journal;
  private final AuditEvents events;

  Audits(Settings settings, AccessPolicy access, Hosts hosts, Journal journal) {
    this.access = access;
    this.hosts = hosts;
    this.journal = journal;
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
    return asked.interaction() instanceof Read read
        ? read(asked.practice(), read.id(), caller, trace)
        : search(asked, caller, trace);
  }

  private Future<Served> search(RestRequest asked, Caller caller, Trace trace) {
    return Future.succeededFuture()
        .map(start -> AuditQuery.of(asked.practice(), asked.interaction().query()))
        .compose(query -> allow(asked.practice(), query.patient(), caller, trace).map(query))
        .compose(
            query ->
                intend(asked.practice(), query.patient(), trace)
                    .compose(
                        reading ->
                            journal.search(
                                reading, query.selection(), query.before(), query.count()))
                    .compose(
                        lines ->
                            disclose(query, lines, trace)
                                .map(ends -> served(events.page(query, lines), ends))));
  }

  /** Whose it is, is known only once it was found. */
  private Future<Served> read(String practice, String id, Caller caller, Trace trace) {
    return uuid(id)
        .compose(
            entry ->
                intend(practice, null, trace)
                    .compose(
                        reading -> journal.search(reading, Selection.of(practice, entry), null, 1)))
        .compose(
            found ->
                found.isEmpty()
                    ? refuse(new Refusal.NotFound("no-such-event"))
                    : shown(practice, found.get(0), caller, trace));
  }

  private Future<Served> shown(String practice, Line line, Caller caller, Trace trace) {
    String patient = line.entry().where().patient();
    return allow(practice, patient, caller, trace)
        .recover(hidden -> refuse(new Refusal.NotFound("no-such-event")))
        .compose(
            allowed -> {
              List<Trace> shown = patient == null ? List.of() : List.of(trace.auditing());
              return intended(practice, shown, patient == null ? List.of() : List.of(patient))
                  .map(
                      written -> {
                        List<Trace> ends = new ArrayList<>(List.of(trace));
                        ends.addAll(shown);
                        return served(events.event(line), ends);
                      });
            });
  }

  private Future<?> allow(String practice, @Nullable String patient, Caller caller, Trace trace) {
    return access.audit(caller, practice, patient).map(trace::as);
  }

  private Future<UUID> intend(String practice, @Nullable String patient, Trace trace) {
    return journal.intend(trace.audit(practice, patient)).map(trace::intended);
  }

  /** An entry for each patient of whom something is shown, but for the one who was asked for. */
  private Future<List<Trace>> disclose(AuditQuery query, List<Line> lines, Trace trace) {
    List<String> patients =
        query.patient() != null
            ? List.of()
            : lines.stream()
                .map(line -> line.entry().where().patient())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    List<Trace> shown = patients.stream().map(patient -> trace.auditing()).toList();
    return intended(query.selection().practice(), shown, patients)
        .map(
            written -> {
              List<Trace> ends = new ArrayList<>(List.of(trace));
              ends.addAll(shown);
              return ends;
            });
  }

  private Future<Void> intended(String practice, List<Trace> shown, List<String> patients) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      entries.add(shown.get(i).audit(practice, patients.get(i)));
    }
    return journal
        .intend(entries)
        .map(
            ids -> {
              for (int i = 0; i < ids.size(); i++) {
                shown.get(i).intended(ids.get(i));
              }
              return null;
            });
  }

  private static Served served(JsonObject resource, List<Trace> ends) {
    // the first is the request itself, which says how it wants to be answered
    boolean pretty = ends.get(0).accepted().pretty();
    Answer answer =
        Answer.fhir(200, pretty ? Buffer.buffer(resource.encodePrettily()) : resource.toBuffer());
    return new Served(
        answer,
        ends.stream()
            .map(trace -> new Served.End(trace, answer.status(), answer.body().length()))
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
