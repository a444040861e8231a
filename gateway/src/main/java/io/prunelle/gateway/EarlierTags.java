// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Conditions;
import io.prunelle.gateway.rest.InteractionKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Versions that clients remember over a move. Where a record lives now each of its resources began
 * with version 1, so a number of before may be met by another version: a change would overwrite
 * what its author never saw, and a client would keep what is no longer so. It counts for who has
 * been answered about the record since it lives there. To anybody else the resource is at another
 * version, in the host's own words where the host is who compares, for nothing is to tell of the
 * move.
 */
final class EarlierTags {

  /** Nobody has kept a form open for longer; and who is never answered is not kept out for ever. */
  private static final Duration KEPT = Duration.ofDays(30);

  /** At none of which a resource is: servers count from 1, or do not count. */
  private static final Conditions UNMET = Conditions.ofVersion("0");

  /** Twice as long after each time: three seconds in all, within which an end is written down. */
  private static final Duration FIRST_WAIT = Duration.ofMillis(25);

  private static final int WAITS = 7;

  /** An answer has reached its client, who goes on, before it is noted that it has left. */
  private static final Duration NOTED = Duration.ofMillis(200);

  private final Vertx vertx;
  private final Journal journal;
  private final Clock clock;

  EarlierTags(Vertx vertx, Journal journal, Clock clock) {
    this.vertx = vertx;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * What is asked, where its condition may be of before: a change on one that is not met, a read on
   * none.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} where the gateway compares
   *     versions itself
   */
  Future<Placed> hold(Placed placed, Trace trace) {
    return mayBeOfBefore(placed, trace)
        .compose(before -> before ? ofBefore(placed) : Future.succeededFuture(placed));
  }

  private static Future<Placed> ofBefore(Placed placed) {
    OnRecord interaction = placed.asked().interaction();
    return interaction.writes()
        ? asIfOfAnother(placed)
        : Future.succeededFuture(
            interaction instanceof Direct direct
                ? placed.with(on(direct, Conditions.NONE))
                : placed);
  }

  private static Future<Placed> asIfOfAnother(Placed placed) {
    OnRecord interaction = placed.asked().interaction();
    return interaction instanceof Direct direct
            && interaction.kind() == InteractionKind.UPDATE
            && direct.request().conditions().remembered()
        ? Future.succeededFuture(placed.with(on(direct, UNMET)))
        : Future.failedFuture(Refusal.BadExchange.ofAnotherVersion().refused());
  }

  private static Direct on(Direct asked, Conditions conditions) {
    return new Direct(
        asked.request().with(conditions), asked.patient(), asked.type(), asked.reaches());
  }

  private Future<Boolean> mayBeOfBefore(Placed placed, Trace trace) {
    Instant since = placed.placement().since();
    if (!placed.asked().remembers()
        || since == null
        || since.plus(KEPT).isBefore(clock.instant())) {
      return Future.succeededFuture(false);
    }
    // What is answered later, to a request that is under way beside this one, it was not made by
    Duration elapsed = trace.elapsed();
    Instant until = clock.instant().minus(elapsed).plus(NOTED);
    return answered(placed, new Journal.Answered(since, until, trace.requestId()), FIRST_WAIT, 0)
        .map(answered -> !answered);
  }

  /** How an answer ended is written down some milliseconds after it, and its client is as fast. */
  private Future<Boolean> answered(
      Placed placed, Journal.Answered when, Duration wait, int waited) {
    Asked asked = placed.asked();
    return journal
        .answered(
            asked.practice().id(),
            asked.interaction().patient(),
            placed.host().id(),
            asked.caller().subject(),
            asked.caller().client(),
            when)
        .compose(
            known ->
                known.isPresent() || waited == WAITS
                    ? Future.succeededFuture(known.orElse(false))
                    : vertx
                        .timer(wait.toMillis(), TimeUnit.MILLISECONDS)
                        .compose(over -> answered(placed, when, wait.multipliedBy(2), waited + 1)));
  }
}
