// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.journal.Dealings;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is still no record where a permission would have had one moved: somebody may have
 * written to it, or brought it there past the gateway, as practices do that load what they had.
 */
final class NotYetThere {

  private static final Logger LOG = LoggerFactory.getLogger(NotYetThere.class);

  /** What names the patient may have come without a Patient, which alone is asked for. */
  private static final Duration WHOLLY_AGAIN = Duration.ofDays(30);

  /** A host may take long for each, and the sweep of all practices waits for it. */
  private static final int WITH_A_SWEEP = 10;

  private final Pool pool;
  private final EndedTransfers ended;
  private final BegunAnew begunAnew;
  private final HostAccess access;
  private final Duration clockMargin;
  private final Turns turns = new Turns(WITH_A_SWEEP);

  NotYetThere(
      Pool pool,
      EndedTransfers ended,
      BegunAnew begunAnew,
      HostAccess access,
      TransferSettings settings) {
    this.pool = pool;
    this.ended = ended;
    this.begunAnew = begunAnew;
    this.access = access;
    this.clockMargin = settings.clockMargin();
  }

  /** A sweep begins. */
  void begin() {
    turns.begin();
  }

  /** So it is not of a record that has never been looked for. */
  Future<Boolean> is(PatientRecord record, String source, Whereabouts.Wanted wanted) {
    return ended
        .without(pool, record, wanted, WHOLLY_AGAIN)
        .compose(
            since ->
                since.isEmpty()
                    ? Future.succeededFuture(false)
                    : written(record, since.get())
                        .compose(
                            written ->
                                written
                                    ? Future.succeededFuture(false)
                                    : hasCome(record, source, wanted).map(come -> !come)));
  }

  private Future<Boolean> written(PatientRecord record, Instant since) {
    Instant early = since.minus(clockMargin);
    return begunAnew
        .at(pool, record)
        .map(anew -> anew.filter(early::isBefore).orElse(early))
        .compose(from -> new Dealings(pool, record.practice(), record.patient()).written(from));
  }

  /** Asked by one gateway at a time, and less and less often. */
  private Future<Boolean> hasCome(PatientRecord record, String source, Whereabouts.Wanted wanted) {
    return access.silent(source)
        ? Future.succeededFuture(false)
        : ended
            .dueToAsk(pool, record, wanted)
            .compose(
                due ->
                    due && turns.has(record)
                        ? ended.turnToAsk(pool, record, wanted)
                        : Future.succeededFuture(false))
            .compose(
                mine ->
                    mine ? access.shows(source, record.patient()) : Future.succeededFuture(false))
            .recover(
                failure -> {
                  // The next sweep is not kept from others by it
                  LOG.atDebug().setCause(failure).log("cannot ask whether a record has come");
                  return Future.succeededFuture(false);
                });
  }
}
