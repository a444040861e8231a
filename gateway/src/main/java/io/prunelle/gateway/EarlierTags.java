// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Conditions;
import io.prunelle.gateway.rest.InteractionKind;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

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

  private final Journal journal;
  private final Clock clock;

  EarlierTags(Journal journal, Clock clock) {
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
  Future<Placed> hold(Placed placed, String requestId) {
    return mayBeOfBefore(placed, requestId)
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
    boolean host =
        interaction.kind() == InteractionKind.UPDATE
            || interaction.kind() == InteractionKind.CONDITIONAL_UPDATE;
    return interaction instanceof Direct direct
            && host
            && direct.request().conditions().remembered()
        ? Future.succeededFuture(placed.with(on(direct, UNMET)))
        : Future.failedFuture(Refusal.BadExchange.ofAnotherVersion().refused());
  }

  private static Direct on(Direct asked, Conditions conditions) {
    return new Direct(
        asked.request().with(conditions), asked.patient(), asked.type(), asked.reaches());
  }

  private Future<Boolean> mayBeOfBefore(Placed placed, String requestId) {
    Asked asked = placed.asked();
    Instant since = placed.placement().since();
    return !asked.remembers() || since == null || since.plus(KEPT).isBefore(clock.instant())
        ? Future.succeededFuture(false)
        : journal
            .answered(
                asked.practice().id(),
                asked.interaction().patient(),
                placed.host().id(),
                asked.caller().subject(),
                asked.caller().client(),
                since,
                requestId)
            .map(answered -> !answered);
  }
}
