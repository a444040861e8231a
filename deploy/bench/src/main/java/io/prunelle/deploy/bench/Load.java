// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * Requests of many callers in turn, from one event loop. {@link #saturating}: as many as are
 * answered, each connection with its next request as soon as it has an answer. {@link #paced}: at a
 * rate that does not wait for answers; what is answered late was sent in time, so a stall counts
 * for every request that should have been sent meanwhile (no coordinated omission).
 */
final class Load {

  private static final long TIMEOUT_MILLIS = 10_000;

  /** Highest latency that is told apart: a minute. */
  private static final long HIGHEST = TimeUnit.MINUTES.toMicros(1);

  private static final Duration FOREVER = Duration.ofDays(1);

  private final Vertx vertx;
  private final Contestant contestant;
  private final Case asked;
  private final List<StandInRealm.Caller> callers;
  private int next;

  Load(Vertx vertx, Contestant contestant, Case asked, List<StandInRealm.Caller> callers) {
    this.vertx = vertx;
    this.contestant = contestant;
    this.asked = asked;
    this.callers = callers;
  }

  Answers saturating(int connections, Duration length) {
    return run(connections, length, Long.MAX_VALUE, 0);
  }

  /** Each caller once, as fast as they are answered. */
  Answers eachOnce(int connections) {
    return run(connections, Duration.ofMinutes(5), callers.size(), 0);
  }

  Answers paced(int connections, Duration length, double perSecond) {
    return run(connections, length, Long.MAX_VALUE, perSecond);
  }

  /** The same for as long as something else takes. */
  Answers pacedUntil(int connections, BooleanSupplier over, double perSecond) {
    return run(connections, FOREVER, Long.MAX_VALUE, perSecond, over);
  }

  private Answers run(int connections, Duration length, long most, double perSecond) {
    return run(connections, length, most, perSecond, () -> false);
  }

  private Answers run(
      int connections, Duration length, long most, double perSecond, BooleanSupplier over) {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true),
            new PoolOptions().setHttp1MaxSize(connections));
    Promise<Answers> done = Promise.promise();
    vertx
        .getOrCreateContext()
        .runOnContext(
            now -> {
              Run run = new Run(client, System.nanoTime(), length.toNanos(), most, over, done);
              if (perSecond == 0) {
                for (int i = 0; i < connections; i++) {
                  run.chain();
                }
              } else {
                run.pace(perSecond);
              }
            });
    return done.future().eventually(client::close).await();
  }

  /** One measurement; everything on one event loop. */
  private final class Run {
    private final HttpClient client;
    private final long begin;
    private final long length;
    private final long most;
    private final BooleanSupplier over;
    private final Promise<Answers> done;
    private final Histogram latencies = new Histogram(HIGHEST, 3);
    private long sent;
    private long answered;
    private long failed;

    Run(
        HttpClient client,
        long begin,
        long length,
        long most,
        BooleanSupplier over,
        Promise<Answers> done) {
      this.client = client;
      this.begin = begin;
      this.length = length;
      this.most = most;
      this.over = over;
      this.done = done;
    }

    void chain() {
      if (over()) {
        finish();
        return;
      }
      send(System.nanoTime()).onComplete(answer -> chain());
    }

    void pace(double perSecond) {
      vertx.setPeriodic(
          1,
          timer -> {
            long due = (long) ((System.nanoTime() - begin) * perSecond / 1e9);
            while (sent < due && !over()) {
              send(begin + (long) (sent * 1e9 / perSecond)).onComplete(answer -> finish());
            }
            if (over()) {
              vertx.cancelTimer(timer);
              finish();
            }
          });
    }

    private boolean over() {
      return sent >= most || System.nanoTime() - begin >= length || over.getAsBoolean();
    }

    private void finish() {
      if (over() && answered + failed == sent) {
        done.tryComplete(
            new Answers(answered, failed, (System.nanoTime() - begin) / 1e9, latencies));
      }
    }

    private Future<Void> send(long intended) {
      sent++;
      StandInRealm.Caller caller = callers.get(next++ % callers.size());
      return client
          .request(
              new RequestOptions()
                  .setMethod(HttpMethod.GET)
                  .setHost("127.0.0.1")
                  .setPort(contestant.port())
                  .setURI(contestant.base() + asked.target(caller.patient()))
                  .putHeader("Authorization", caller.authorization())
                  .putHeader("Accept", "application/fhir+json")
                  .setTimeout(TIMEOUT_MILLIS))
          .compose(HttpClientRequest::send)
          .compose(
              response -> response.body().map(body -> response.statusCode() == 200 && whole(body)))
          .otherwise(false)
          .map(
              well -> {
                if (well) {
                  answered++;
                } else {
                  failed++;
                }
                long micros = (System.nanoTime() - intended) / 1_000;
                // Who is refused has not been answered fast: the longest latency that there is
                latencies.recordValue(well ? Math.min(HIGHEST, Math.max(0, micros)) : HIGHEST);
                return null;
              });
    }

    private boolean whole(Buffer body) {
      return body.length() > 1_000;
    }
  }
}
