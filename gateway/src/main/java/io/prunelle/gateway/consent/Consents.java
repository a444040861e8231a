// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.consent.Projection.Found;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.ops.Remembered.Reading;
import io.prunelle.gateway.ops.Revision;
import io.prunelle.gateway.ops.Shared;
import io.prunelle.gateway.ops.Since;
import io.prunelle.gateway.realm.ServiceToken;
import io.prunelle.gateway.refusal.DatabaseDown;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.micrometer.backends.BackendRegistries;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The door of this package: what patients decided, as far as the ledger has been followed. */
public final class Consents implements Part {

  /** SQL: the revision of the projection. */
  public static final String REVISION = Projection.REVISION;

  private final Vertx vertx;
  private final Projection projection;
  private final Follower follower;
  private final Settings.Consent settings;

  /**
   * A projection in the database, not yet followed.
   *
   * @param client towards the realm
   */
  public Consents(Vertx vertx, Settings settings, Pool pool, WebClient client) {
    this(vertx, settings, pool, client, LedgerFeed.MOST_AT_ONCE);
  }

  Consents(Vertx vertx, Settings settings, Pool pool, WebClient client, int page) {
    this.vertx = vertx;
    this.settings = settings.consent();
    this.projection = new Projection(vertx, pool);
    this.follower =
        new Follower(
            vertx,
            new LedgerFeed(
                client,
                new ServiceToken(client, settings.token().issuer(), this.settings.client()),
                settings.token().issuer(),
                page),
            projection,
            this.settings.pollInterval());
  }

  /** Begins to follow. Does not wait for the realm, which may start later. */
  @Override
  public Future<?> start() {
    MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      Gauge.builder("prunelle.ledger.stale", () -> fresh() ? 0 : 1)
          .description("Whether cloud hosts are closed for want of news of the consent ledger")
          .register(registry);
    }
    follower.poll();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    follower.stop();
    return Future.succeededFuture();
  }

  /**
   * Succeeds once the ledger has been followed since this instance started, or the realm has
   * answered with one that cannot be: a restored one, say. Not to follow it closes cloud hosts
   * alone: an instance that served nobody then would close the practices' own as well.
   */
  public Future<Void> followed() {
    return follower.hasHeard()
        ? Future.succeededFuture()
        : Future.failedFuture("the ledger has not been followed yet");
  }

  /** Whether it is followed within the allowed staleness, when it was last, and why it is not. */
  public JsonObject state() {
    JsonObject state = new JsonObject().put("state", fresh() ? "ok" : "stale");
    Since last = follower.lastSuccess();
    if (last != null) {
      state.put("last", Instant.ofEpochMilli(last.millis()).toString());
    }
    String failing = follower.failing();
    return failing == null ? state : state.put("cause", failing);
  }

  /** Succeeds while the ledger is followed within the allowed staleness. */
  public Future<Void> ready() {
    return fresh() ? Future.succeededFuture() : Future.failedFuture("the ledger is not followed");
  }

  /**
   * How the patient stands towards the hosting now. A claim that knows more of the ledger than the
   * projection makes it catch up first; one that knows less is overruled.
   *
   * @param hosting {@code practice@host}
   * @param claim what the caller's token knows; null when it says nothing
   * @return not {@link Standing#fresh()} when the projection could not catch up in time; fails with
   *     {@link io.prunelle.gateway.refusal.Refused} when it cannot be read
   */
  public Future<Standing> standing(
      String patient, String hosting, Caller.@Nullable ConsentClaim claim) {
    return find(patient, hosting)
        .compose(
            found ->
                claim != null && claim.ledger() > found.followed()
                    ? caughtUp(patient, hosting, claim.ledger())
                    : Future.succeededFuture(standing(found, fresh())))
        .recover(failure -> Future.failedFuture(DatabaseDown.refused()));
  }

  /**
   * How the patient stood towards the hosting at a revision of the projection, without asking the
   * database. It counts for who confirms, together with what is done because of it, that the
   * projection is still at that revision ({@link #REVISION}).
   *
   * @return empty when that is not known, or when the claim knows more
   */
  public Optional<Reading<Standing>> remembered(
      String patient, String hosting, Caller.@Nullable ConsentClaim claim) {
    return projection
        .remembered(patient, hosting)
        .filter(known -> claim == null || claim.ledger() <= Revision.ordered(known.revision()))
        .map(known -> new Reading<>(standing(known.value(), fresh()), known.revision()));
  }

  /** Forgets what is remembered: the database may be another one, or of before. */
  public void forget() {
    projection.forget();
  }

  /** Told of a revision that somebody has seen the projection at. */
  public void seen(long revision) {
    projection.seen(revision);
  }

  /**
   * The same for several patients.
   *
   * @return by patient; all of them not {@link Standing#fresh()} when the projection could not
   *     catch up in time
   */
  public Future<Map<String, Standing>> standings(
      Set<String> patients, String hosting, Caller.@Nullable ConsentClaim claim) {
    long known = follower.reached();
    return projection
        .position()
        .onSuccess(followed -> notBehind(known, followed))
        .compose(
            followed ->
                claim == null || claim.ledger() <= followed
                    ? Future.succeededFuture(true)
                    : reach(claim.ledger())
                        .transform(end -> Future.succeededFuture(end.succeeded())))
        .compose(
            reached ->
                projection
                    .find(patients, hosting)
                    .map(
                        found -> {
                          Map<String, Standing> standings = new HashMap<>();
                          found.forEach(
                              (patient, one) ->
                                  standings.put(patient, standing(one, reached && fresh())));
                          return standings;
                        }))
        .recover(failure -> Future.failedFuture(DatabaseDown.refused()));
  }

  private Future<Standing> caughtUp(String patient, String hosting, long position) {
    return reach(position)
        .transform(
            reached ->
                find(patient, hosting)
                    .map(found -> standing(found, reached.succeeded() && fresh())));
  }

  private Future<Found> find(String patient, String hosting) {
    long reached = follower.reached();
    return projection
        .find(patient, hosting)
        .onSuccess(found -> notBehind(reached, found.followed()));
  }

  /** A database never knows less than it did, unless it is another one, or of before. */
  private void notBehind(long reached, long followed) {
    if (followed < reached) {
      follower.behind();
    }
  }

  private static Standing standing(Found found, boolean fresh) {
    return new Standing(
        found.permit(),
        found.position(),
        found.until() == null ? null : found.until().toInstant(),
        fresh);
  }

  private boolean fresh() {
    return follower.fresh(settings.maxStaleness());
  }

  /**
   * Patients whose decision lets their record be there now, a page in the order of their ids'
   * bytes. For sweeps, not for requests.
   *
   * @param after the last one of the page before; empty for the first
   */
  public Future<List<String>> permitted(String hosting, String after, int limit) {
    return projection.permitted(hosting, after, limit);
  }

  /**
   * Has a decision that permits nothing bind, now instead of at the next poll: once this has
   * succeeded, nothing that begins gets through on any instance by what was decided before. Where
   * the ledger cannot be followed up to it, it is noted that it is awaited, and nothing is
   * permitted until it is followed.
   *
   * @param position of the decision in the ledger, as the realm answered
   * @return fails when it was neither reached within {@code gateway.consent.catch-up} nor noted
   */
  public Future<Void> binds(String patient, String hosting, long position) {
    return reach(position).recover(behind -> projection.await(patient, hosting, position));
  }

  /**
   * Catches up with all that the ledger has by now, instead of at the next poll.
   *
   * @return fails when it was not reached within {@code gateway.consent.catch-up}
   */
  public Future<Void> reach() {
    // A round under way may have asked before; the one after it has not
    return inTime(follower.round().transform(first -> follower.round()));
  }

  /**
   * Catches up with the ledger as far as that.
   *
   * @param position the ledger position to have reached
   * @return fails when it was not reached within {@code gateway.consent.catch-up}
   */
  Future<Void> reach(long position) {
    return inTime(attempt(position));
  }

  private Future<Void> inTime(Future<Long> round) {
    return Shared.rejoin(vertx, round.timeout(settings.catchUp().toMillis(), TimeUnit.MILLISECONDS))
        .mapEmpty();
  }

  /** A round under way may have asked before the entry was written; a second one has not. */
  private Future<Long> attempt(long position) {
    return follower
        .round()
        .compose(first -> first >= position ? Future.succeededFuture(first) : follower.round())
        .compose(
            reached ->
                reached >= position
                    ? Future.succeededFuture(reached)
                    : Future.failedFuture("the ledger ends at " + reached));
  }

  /**
   * Tells of each entry that this instance read from the ledger, after it was committed to the
   * projection. Entries may be told twice, those that another instance read are not told, and
   * permissions expire untold: sweep as well.
   */
  public void subscribe(Consumer<Change> listener) {
    follower.subscribe(listener);
  }
}
