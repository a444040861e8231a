// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.ops.Rounds;
import io.prunelle.gateway.realm.ServiceToken;
import io.prunelle.gateway.unusual.RealmMail.Fate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import io.vertx.micrometer.backends.BackendRegistries;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the realm that patients have something unusual to see, so that it sends mail to those who
 * want it. Nothing waits for it; what a patient has seen meanwhile is not told any more.
 */
public final class Mailing implements Part {

  private static final Logger LOG = LoggerFactory.getLogger(Mailing.class);

  /** Between one mail and the next: the realm takes no more than 30 a minute from one account. */
  private static final Duration PACE = Duration.ofSeconds(2);

  /** After what became no mail. The realm says when that was too often. */
  private static final long AT_ONCE_MILLIS = 1;

  /** Ever less often, over a day, and then no more. */
  private static final int MOST_ATTEMPTS = 12;

  private static final Duration FIRST_PAUSE = Duration.ofMinutes(3);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(6);

  private final long pace;
  private final MailOutbox outbox;
  private final RealmMail realm;
  private final Rounds rounds;
  private final List<Meter> meters = new ArrayList<>();
  private final Map<Fate, Counter> fates = new EnumMap<>(Fate.class);
  private @Nullable Counter givenUp;

  private volatile long waiting;
  private boolean failing;

  /**
   * Nothing told yet.
   *
   * @param client towards the realm
   */
  public Mailing(Vertx vertx, Settings settings, Pool pool, WebClient client) {
    this(vertx, settings, pool, client, PACE);
  }

  Mailing(Vertx vertx, Settings settings, Pool pool, WebClient client, Duration pace) {
    this.pace = pace.toMillis();
    this.outbox = new MailOutbox(pool);
    this.realm =
        new RealmMail(
            client,
            new ServiceToken(client, settings.token().issuer(), settings.consent().client()),
            settings.token().issuer());
    this.rounds = new Rounds(vertx, this::round, this::failed);
  }

  /** Begins to tell. Waits neither for the realm nor for the database. */
  @Override
  public Future<?> start() {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      measure(registry);
    }
    rounds.start();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      meters.forEach(registry::remove);
    }
    return rounds.stop();
  }

  /** One at most. */
  private Future<Long> round() {
    return outbox
        .claim()
        .compose(due -> due.map(this::tell).orElseGet(() -> Future.succeededFuture(pace)))
        .compose(
            pause ->
                outbox
                    .waiting()
                    .map(
                        count -> {
                          waiting = count;
                          return pause;
                        }));
  }

  /** Gives how long to wait before the next one, in milliseconds. */
  private Future<Long> tell(Report report) {
    return !report.unseen()
        ? outbox.seen(report).map(AT_ONCE_MILLIS)
        : realm
            .tell(report)
            .compose(
                answer -> {
                  answered();
                  Optional.ofNullable(fates.get(answer.fate())).ifPresent(Counter::increment);
                  return switch (answer.fate()) {
                    case SENT -> outbox.done(report).map(pace);
                    case UNWANTED -> outbox.done(report).map(AT_ONCE_MILLIS);
                    case LATER -> outbox.later(report, 0, answer.after()).map(pace);
                    case FAILED -> notTaken(report).map(pace);
                    case TOO_OFTEN ->
                        outbox
                            .later(report, report.attempts(), answer.after())
                            .map(answer.after().toMillis());
                  };
                });
  }

  private Future<Void> notTaken(Report report) {
    int attempts = report.attempts() + 1;
    if (attempts < MOST_ATTEMPTS) {
      return outbox.later(report, attempts, pause(report.attempts()));
    }
    LOG.warn("The mail server has not taken a mail for a day; the patient reads of it on the page");
    if (givenUp != null) {
      givenUp.increment();
    }
    return outbox.done(report);
  }

  /** The first one longer than the realm takes a mail for being under way. */
  private static Duration pause(int attempts) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 10));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private void answered() {
    if (failing) {
      failing = false;
      LOG.info("The realm is told of unusual accesses again");
    }
  }

  private void failed(Throwable failure) {
    if (!failing) {
      failing = true;
      LOG.atWarn()
          .addKeyValue("cause", failure.toString())
          .log("The realm cannot be told of unusual accesses, so that no mail is sent");
    }
  }

  private void measure(MeterRegistry registry) {
    for (Fate fate : Fate.values()) {
      fates.put(fate, counter(registry, fate.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }
    givenUp = counter(registry, "given-up");
    meters.add(
        Gauge.builder("prunelle.unusual.mails.waiting", () -> waiting)
            .description(
                "Patients whose mail the mail server has not taken; the same on each instance")
            .strongReference(true)
            .register(registry));
  }

  private Counter counter(MeterRegistry registry, String outcome) {
    Counter counter =
        Counter.builder("prunelle.unusual.mails")
            .description("What became of telling the realm of a patient")
            .tag("outcome", outcome)
            .register(registry);
    meters.add(counter);
    return counter;
  }
}
