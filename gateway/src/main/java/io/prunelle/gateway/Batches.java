// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.bundle.ResponseBundle;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.conformance.Conformance;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.rate.AtOnce;
import io.prunelle.gateway.rate.RateLimit;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.BundleEntry;
import io.prunelle.gateway.rest.Interaction.Capabilities;
import io.prunelle.gateway.rest.InteractionKind;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.RestRequests;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A batch: each entry is a request of its own, with an entry of its own in the journal, and refused
 * or answered by itself (http://hl7.org/fhir/R4/http.html#transaction). A host never sees the
 * batch, so records may live on several.
 */
final class Batches {

  /** Reads at once. Where anything is written, one after the other: clients expect an order. */
  private static final int SIDE_BY_SIDE = 4;

  private final RestRequests rest;
  private final RateLimit rate;
  private final AtOnce writes;
  private final Ways ways;
  private final Conformance conformance;
  private final Replies replies;
  private final long longestAnswer;

  Batches(
      RestRequests rest,
      RateLimit rate,
      AtOnce writes,
      Ways ways,
      Conformance conformance,
      Replies replies,
      Settings.Limits limits) {
    this.rest = rest;
    this.rate = rate;
    this.writes = writes;
    this.ways = ways;
    this.conformance = conformance;
    this.replies = replies;
    this.longestAnswer = limits.responseBody();
  }

  /** Fails only if the batch as a whole cannot be read, or is more than the caller may ask now. */
  Future<Served> serve(HttpServerRequest carrier, RestRequest batch, Caller caller, Trace trace) {
    return rest.entries(batch, carrier.headers())
        .compose(
            entries -> rate.within(caller.subject(), entries.size(), batch.length()).map(entries))
        .compose(
            entries -> {
              Run run = new Run(carrier, caller, trace, entries);
              return entries.stream().allMatch(Batches::reads)
                  ? run.all(SIDE_BY_SIDE)
                  : writes.within(caller.subject(), () -> run.all(1));
            });
  }

  private final class Run {

    private final HttpServerRequest carrier;
    private final Caller caller;
    private final Trace trace;
    private final List<BundleEntry> entries;
    private final @Nullable Answer[] answers;
    private final List<Served.End> ends = new ArrayList<>();
    private long left = longestAnswer;

    private Run(HttpServerRequest carrier, Caller caller, Trace trace, List<BundleEntry> entries) {
      this.carrier = carrier;
      this.caller = caller;
      this.trace = trace;
      this.entries = entries;
      this.answers = new Answer[entries.size()];
    }

    private Future<Served> all(int atOnce) {
      return InTurn.each(IntStream.range(0, entries.size()).boxed().toList(), atOnce, this::entry)
          .map(done -> served());
    }

    private Future<Void> entry(int index) {
      if (carrier.response().closed()) {
        // Nobody is there to take what is not asked for yet
        return Future.succeededFuture();
      }
      BundleEntry entry = entries.get(index);
      Trace own = trace.of(entry);
      return rest.parse(carrier, entry, own::understands)
          .compose(
              asked ->
                  served(asked, own)
                      .compose(
                          served -> {
                            InteractionKind kind = asked.interaction().kind();
                            Answer answer = bounded(served, own, kind);
                            return ended(served, kind)
                                .map(done -> isHead(entry.method()) ? emptied(answer) : answer);
                          }))
          .recover(failure -> replies.refused(carrier, own, failure))
          .map(
              answer -> {
                answers[index] = answer;
                return null;
              });
    }

    /** What the gateway says of itself is in nobody's record. */
    private Future<Served> served(RestRequest asked, Trace own) {
      return asked.interaction() instanceof Capabilities
          ? conformance.metadata(asked.practice()).map(answer -> Served.one(own, answer))
          : ways.serve(carrier, asked, caller, own);
    }

    /** What was changed is so, whoever takes the answer; a mover may wait for how it ended. */
    private Future<Void> ended(Served served, InteractionKind kind) {
      if (!kind.writes()) {
        ends.addAll(served.ends());
        return Future.succeededFuture();
      }
      return InTurn.each(served.ends(), replies::ended);
    }

    /** All answers wait in memory together. What was changed is changed, whatever is said of it. */
    private Answer bounded(Served served, Trace own, InteractionKind kind) {
      Answer answer = served.answer();
      if (length(answer) <= left) {
        left -= length(answer);
        return answer;
      } else if (!kind.writes()) {
        served.ends().stream()
            .filter(end -> end.trace() != own)
            .forEach(end -> ends.add(new Served.End(end.trace(), 422, 0)));
        throw new Refusal.TooCostly("bundle-too-costly", longestAnswer).refused();
      }
      return emptied(answer);
    }

    private Served served() {
      List<Answer> all = Stream.of(answers).filter(Objects::nonNull).toList();
      Answer whole = ResponseBundle.of("batch-response", all);
      ends.add(new Served.End(trace, whole.status(), length(whole)));
      return new Served(whole, ends);
    }
  }

  private static boolean reads(BundleEntry entry) {
    return entry.method().equals("GET") || isHead(entry.method());
  }

  private static boolean isHead(String method) {
    return method.equals("HEAD");
  }

  private static Answer emptied(Answer answer) {
    return new Answer(answer.status(), answer.headers(), Buffer.buffer());
  }

  private static long length(Answer answer) {
    return answer.body().length();
  }
}
