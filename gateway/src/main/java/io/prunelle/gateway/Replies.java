// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.format.Rendering;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.ops.CutOff;
import io.prunelle.gateway.rate.Loan;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.rest.Expectation;
import io.prunelle.gateway.rest.Framing;
import io.prunelle.gateway.rest.HttpDate;
import io.prunelle.gateway.token.Tokens;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of every request: the answer, and in the journal how it ended. */
final class Replies {

  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  /** What nginx logs for a client that went away; no client ever sees it. */
  private static final int CLIENT_GONE = 499;

  /** Of an answer that was begun, and that the host did not go on with. */
  private static final int BROKEN_OFF = 502;

  private final Journal journal;
  private final Rendering rendering;
  private final Pace pace;
  private final Memory memory;
  private final Duration answerTimeout;

  /** Outcomes of what was answered. Nobody waits for them but a server that stops. */
  private final InFlight owed = new InFlight();

  /**
   * @param memory that has admitted whatever request is replied to
   * @param answerTimeout how long a client may take to take an answer, which waits in memory, or
   *     nothing of one that is passed on
   */
  Replies(Journal journal, Rendering rendering, Pace pace, Memory memory, Duration answerTimeout) {
    this.journal = journal;
    this.rendering = rendering;
    this.pace = pace;
    this.memory = memory;
    this.answerTimeout = answerTimeout;
  }

  /**
   * Sends an answer and writes down whether it was taken. Never fails. Completes once it has been
   * taken or cut off: whatever the request held is free then, whenever its outcome is committed.
   */
  Future<Void> reply(HttpServerRequest request, Trace trace, Served served) {
    Future<Answer> rendered =
        rendering.render(served.answer(), trace.accepted(), memory.loan(request));
    Future<Void> writing =
        rendered
            .compose(
                answer ->
                    trace.changes() && keptBack(served.answer(), answer) != null
                        ? rendering.done(served.answer(), trace.accepted())
                        : Future.succeededFuture(answer))
            .compose(answer -> written(request, answer));
    // Most are short, and taken by the kernel at once: they need no timer
    Future<Void> taken =
        (writing.isComplete()
                ? writing
                : writing.timeout(answerTimeout.toMillis(), TimeUnit.MILLISECONDS))
            .onFailure(late -> CutOff.answer(request));
    return taken.transform(
        sent -> {
          Answer kept = keptBack(served.answer(), rendered.result());
          long written = request.response().bytesWritten();
          for (Served.End end : served.ends()) {
            // What was changed is said to be, and the rest of a bundle is not shown beside it
            if (kept != null && !end.trace().changes()) {
              sent(new Served.End(end.trace(), kept.status(), 0), "failed", sent.succeeded(), 0);
            } else {
              Served.End shown = isHead(request) ? end.empty() : end;
              sent(shown, "completed", sent.succeeded(), written);
            }
          }
          return Future.succeededFuture();
        });
  }

  /**
   * What was said in the place of an answer that could not be written as it was asked for: nothing
   * of that was shown.
   *
   * @param said null where the client was gone before
   */
  private static @Nullable Answer keptBack(Answer answer, @Nullable Answer said) {
    return said != null && said.status() >= 400 && answer.status() < 400 ? said : null;
  }

  /** The same of what a Binary holds, which is passed on. */
  Future<Void> pass(HttpServerRequest request, Trace trace, BinaryContent content) {
    HttpServerResponse response = request.response();
    response.closeHandler(gone -> content.stream().stop());
    content.head(response);
    response.putHeader(HttpHeaders.DATE, HttpDate.format(Instant.now()));
    response.headers().add(HttpHeaders.VARY, Rendering.VARY);
    if (Expectation.isOpen(request)) {
      CutOff.announce(request);
    }
    return (isHead(request)
            ? headOf(content, response)
            : content.stream().to(response, answerTimeout))
        // Cut off, so that nobody takes a part for the whole
        .onFailure(cut -> CutOff.answer(request))
        .transform(
            sent -> {
              long written = response.bytesWritten();
              if (content.stream().isBroken()) {
                sent(new Served.End(trace, BROKEN_OFF, written), "failed", true, written);
              } else {
                Served.End end = new Served.End(trace, 200, written);
                sent(end, "completed", sent.succeeded(), written);
              }
              return Future.succeededFuture();
            });
  }

  private static Future<Void> headOf(BinaryContent content, HttpServerResponse response) {
    content.stream().stop();
    return response.setChunked(false).end();
  }

  /** Writes down how an entry of the journal ended, of which more is to come. Never fails. */
  Future<Void> ended(Served.End end) {
    log(end.trace(), end.status(), "completed");
    return outcome(end.trace(), end.status(), end.bytes(), "completed");
  }

  /**
   * The same, of all that there was to be answered: nobody waits for it any more. Whoever goes away
   * decides how much has arrived, and undoes neither that nor what was changed.
   *
   * @param whole how it ended if it was taken to its end
   * @param written how much was on its way to who may not have taken it all
   */
  private void sent(Served.End end, String whole, boolean taken, long written) {
    boolean stands = taken || written > 0 || end.trace().changes();
    int status = stands ? end.status() : CLIENT_GONE;
    String ending = taken ? whole : "client-gone";
    log(end.trace(), status, ending);
    UUID intent = end.trace().intent();
    Outcome outcome =
        end.trace().outcome(status, taken ? end.bytes() : Math.min(end.bytes(), written), ending);
    if (intent != null) {
      owed.begin();
      journal.settleInPassing(intent, outcome).onComplete(settled -> owed.end());
    }
  }

  /** Completes when no outcome is owed any more. For a server that answers no more. */
  Future<Void> settled() {
    return owed.none();
  }

  /**
   * Answers a refusal and writes it down: first, so that the answer can be looked up. Where the
   * journal is down, whoever is known is told that alone; of the others it is counted how many they
   * were.
   */
  Future<Void> refuse(HttpServerRequest request, Trace trace, Throwable failure) {
    return refused(request, trace, failure)
        .compose(answer -> rendering.render(answer, trace.accepted(), Loan.OWN))
        .transform(done -> send(request, done.result()));
  }

  /** Writes a refusal down. Never fails. */
  Future<Answer> refused(HttpServerRequest request, Trace trace, Throwable failure) {
    Refusal refusal = Refusals.refusal(failure);
    Answer answer =
        Tokens.isProven(request.headers())
            ? Refusals.answerToProof(refusal)
            : Refusals.answer(refusal);
    if (refusal instanceof Refusal.Unexpected) {
      LOG.atError()
          .addKeyValue("request", trace.requestId())
          .setCause(failure)
          .log("A request failed unexpectedly");
    }
    boolean gone = request.response().closed();
    int status = gone ? CLIENT_GONE : answer.status();
    log(trace, status, refusal.reason());
    UUID intent = trace.intent();
    Future<Answer> written =
        intent != null
            ? outcome(
                    trace,
                    status,
                    gone ? 0 : length(request, answer),
                    gone ? "client-gone" : trace.failed())
                .map(answer)
            : refusal.reason().startsWith("journal-")
                ? Future.succeededFuture(answer)
                : record(
                    refusal,
                    trace.entry(false, refusal.reason()),
                    trace.outcome(status, length(request, answer), "refused"),
                    answer);
    return written.compose(said -> pace.of(said, trace.elapsed()));
  }

  /** Gives what may be answered by then. */
  private Future<Answer> record(Refusal refusal, Entry entry, Outcome outcome, Answer answer) {
    if (refusal instanceof Refusal.TooMany) {
      return journal.recordOneOfMany(entry, outcome).transform(counted(answer));
    }
    Future<UUID> recorded = journal.record(entry, outcome);
    return entry.agent().subject() == null
        ? recorded.transform(counted(answer))
        : recorded.map(answer).recover(down -> Future.succeededFuture(Refusals.answer(down)));
  }

  /** Written, or one of those of whom it is going to be written how many they were. */
  private static Function<AsyncResult<UUID>, Future<Answer>> counted(Answer answer) {
    return recorded -> Future.succeededFuture(answer);
  }

  private Future<Void> outcome(Trace trace, int status, long bytes, String ending) {
    UUID intent = trace.intent();
    return intent == null
        ? Future.succeededFuture()
        : journal.settle(intent, trace.outcome(status, bytes, ending)).otherwiseEmpty();
  }

  private static Future<Void> send(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return Future.succeededFuture();
    } else if (response.headWritten()) {
      // Cut off rather than completed with something else
      return CutOff.answer(request);
    }
    if (Framing.unsound(request)) {
      CutOff.announce(request);
      return written(request, answer).eventually(() -> CutOff.rest(request)).otherwiseEmpty();
    }
    if (answer.status() == 413) {
      CutOff.announce(request);
    }
    return written(request, answer).otherwiseEmpty();
  }

  private static Future<Void> written(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    if (Expectation.isOpen(request)) {
      CutOff.announce(request);
    }
    response.setStatusCode(answer.status());
    // RFC 9110, 6.6.1: of the gateway, which is the origin of all it says
    response.putHeader(HttpHeaders.DATE, HttpDate.format(Instant.now()));
    answer.headers().forEach(response::putHeader);
    response.headers().add(HttpHeaders.VARY, Rendering.VARY);
    if (answer.body().length() == 0) {
      return response.end();
    } else if (isHead(request)) {
      // RFC 9110, 9.3.2: what GET would be answered, but for the body
      return response
          .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.body().length()))
          .end();
    }
    return response.end(answer.body());
  }

  private static boolean isHead(HttpServerRequest request) {
    return request.method().equals(HttpMethod.HEAD);
  }

  private static long length(HttpServerRequest request, Answer answer) {
    return isHead(request) ? 0 : answer.body().length();
  }

  /** Who asked for whose record stands in the journal and nowhere else. */
  private static void log(Trace trace, int status, String how) {
    LOG.atInfo()
        .addKeyValue("request", trace.requestId())
        .addKeyValue("interaction", trace.interactionCode())
        .addKeyValue("host", trace.hostId())
        .addKeyValue("status", status)
        .addKeyValue("how", how)
        .addKeyValue("micros", trace.elapsed().toNanos() / 1_000)
        .log("FHIR request");
  }
}
