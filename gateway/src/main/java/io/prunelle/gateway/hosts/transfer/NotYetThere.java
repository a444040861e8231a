// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.journal.Journal;
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

  private final Pool pool;
  private final EndedTransfers ended;
  private final Journal journal;
  private final HostAccess access;
  private final Duration clockMargin;

  NotYetThere(
      Pool pool,
      EndedTransfers ended,
      Journal journal,
      HostAccess access,
      TransferSettings settings) {
    this.pool = pool;
    this.ended = ended;
    this.journal = journal;
    this.access = access;
    this.clockMargin = settings.clockMargin();
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
    return journal.written(pool, record.practice(), record.patient(), since.minus(clockMargin));
  }

  /** Asked by one gateway at a time, and less and less often. */
  private Future<Boolean> hasCome(PatientRecord record, String source, Whereabouts.Wanted wanted) {
    return access.silent(source)
        ? Future.succeededFuture(false)
        : ended
            .turnToAsk(pool, record, wanted)
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
