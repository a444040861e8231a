// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.chain.SigningKey;
import io.vertx.core.Future;
import java.time.Instant;

/**
 * Ends a copy that another practice has: takes along what the source tells of the record's past, up
 * to the state that was copied, and signs what both hosts were seen to have. Nobody waits for it.
 * It can be repeated, though the source lives on: what is written there later is not looked at.
 */
final class Completing {

  private final Guards guards;
  private final Archiving archiving;
  private final CopiedItems copied;
  private final TransferStates states;
  private final SigningKey key;

  Completing(
      Guards guards,
      Archiving archiving,
      CopiedItems copied,
      TransferStates states,
      SigningKey key) {
    this.guards = guards;
    this.archiving = archiving;
    this.copied = copied;
    this.states = states;
    this.key = key;
  }

  Future<Run> run(Run run) {
    return guards
        .notHeld(run)
        .compose(guards::mayStay)
        .compose(
            stays ->
                // What has to leave its host at once does not wait for its past to be copied
                stays
                    ? guards
                        .writing(run, () -> archiving.run(run))
                        .compose(archived -> guards.requestsEnded(run).map(archived))
                        .recover(failure -> unlessItHasToLeave(run, failure))
                    : Future.succeededFuture(Archived.NOTHING))
        .compose(archived -> end(run, archived))
        .compose(
            ended -> copied.settle(ended.claim(), ended.transfer()).otherwiseEmpty().map(ended));
  }

  private Future<Archived> unlessItHasToLeave(Run run, Throwable failure) {
    return guards
        .mayStay(run)
        .compose(
            stays ->
                stays ? Future.failedFuture(failure) : Future.succeededFuture(Archived.NOTHING));
  }

  /** What it says was seen at the switch at the latest: what came later is not looked at. */
  private Future<Run> end(Run run, Archived archived) {
    return Future.all(copied.carried(run), states.switchedAt(run.claim(), run.transfer()))
        .compose(
            known -> {
              CopiedItems.Carried carried = known.resultAt(0);
              Instant switched = known.resultAt(1);
              return Manifest.of(run.transfer(), carried, archived, switched, key)
                  .compose(
                      manifest ->
                          run.now(
                              states.copied(
                                  run.claim(), run.transfer(), carried.root(), manifest)));
            });
  }
}
