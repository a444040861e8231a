// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.Across.Question;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusals;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whom a request over several records is about, as the journal has it: who is named before hosts
 * are asked, whatever these find; whoever else is shown before the answer is sent. One entry of
 * each.
 */
final class Subjects {

  /** What the journal has for a client that went away. */
  private static final int CLIENT_GONE = 499;

  private final Journal journal;
  private final Question question;
  private final Screening screening;
  private final Trace trace;
  private final Map<String, Trace> told = new LinkedHashMap<>();

  Subjects(Journal journal, Question question, Screening screening, Trace trace) {
    this.journal = journal;
    this.question = question;
    this.screening = screening;
    this.trace = trace;
  }

  /** Commits that hosts are asked, and of each of these whom the caller may ask for. */
  Future<Void> begin(Set<String> named) {
    return screening
        .meet(named)
        .compose(
            met -> {
              Map<String, Trace> may = traces(named.stream().filter(screening::isMet).toList());
              return journal
                  .intend(
                      Stream.concat(Stream.of(trace.over(question.asked())), entries(may).stream())
                          .toList())
                  .onSuccess(
                      ids -> {
                        trace.intended(ids.get(0));
                        intended(may, ids.subList(1, ids.size()));
                      });
            })
        .mapEmpty();
  }

  /** Commits whom else the answer is about. */
  Future<Served> disclose(Sheet sheet, Buffer bundle) {
    Answer answer = Answer.fhir(200, bundle);
    Map<String, Trace> more =
        traces(
            sheet.patients(question.asked().count() == 0).stream()
                .filter(patient -> !told.containsKey(patient))
                .toList());
    return journal
        .intend(entries(more))
        .map(
            ids -> {
              intended(more, ids);
              List<Served.End> ends = new ArrayList<>();
              told.forEach(
                  (patient, one) -> {
                    long own = sheet.bytes(patient);
                    // That there is nothing, or how much there is, is told by all of it
                    ends.add(
                        new Served.End(one, answer.status(), own == 0 ? bundle.length() : own));
                  });
              ends.add(new Served.End(trace, answer.status(), bundle.length()));
              return new Served(answer, ends);
            });
  }

  /** Nothing comes of it: for who is named as well. */
  void fail(HttpServerRequest carrier, Throwable failure) {
    boolean gone = carrier.response().closed();
    int status = gone ? CLIENT_GONE : Refusals.answer(Refusals.refusal(failure)).status();
    for (Trace one : told.values()) {
      UUID intent = one.intent();
      if (intent != null) {
        journal.settleInPassing(intent, one.outcome(status, 0, gone ? "client-gone" : "failed"));
      }
    }
  }

  private Map<String, Trace> traces(Collection<String> patients) {
    Map<String, Trace> traces = new LinkedHashMap<>();
    for (String patient : patients) {
      Trace one = trace.about(question.asked().of(patient), screening.grant(patient).capacity());
      Standing standing = screening.standing(patient);
      String hosting = question.practice().hosting();
      if (standing != null && hosting != null) {
        one.under(hosting, standing);
      }
      traces.put(patient, one);
    }
    return traces;
  }

  private List<Entry> entries(Map<String, Trace> traces) {
    List<Entry> entries = new ArrayList<>();
    traces.forEach(
        (patient, one) ->
            entries.add(
                screening.isOpen(patient)
                    ? one.entry(true, Placed.reason(one.at(screening.host(patient))))
                    : one.entry(true, Trace.ACROSS_RECORDS)));
    return entries;
  }

  private void intended(Map<String, Trace> traces, List<UUID> ids) {
    int next = 0;
    for (Map.Entry<String, Trace> one : traces.entrySet()) {
      one.getValue().intended(ids.get(next++));
      told.put(one.getKey(), one.getValue());
    }
  }
}
