// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.backends.BackendRegistries;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * How long the certificate that clients are shown is good for: told in the log, with the health and
 * by a metric, and nothing else. One whose time is over is refused by clients, who know best
 * whether they have to; a gateway that does not start serves nobody.
 */
final class OwnCertificate {

  private static final Logger LOG = LoggerFactory.getLogger(OwnCertificate.class);

  /** Whoever renews by itself has done so by then: ACME clients do a month ahead. */
  private static final long NOTICE_DAYS = 14;

  private final Clock clock;
  private volatile X509Certificate shown;
  private volatile String told = "ok";
  private @Nullable Meter meter;

  OwnCertificate(X509Certificate shown, Clock clock) {
    this.shown = shown;
    this.clock = clock;
  }

  void start() {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      meter =
          Gauge.builder("prunelle.listen.certificate.days.left", this::daysLeft)
              .description("Days until clients refuse the gateway's certificate; then negative")
              .strongReference(true)
              .register(registry);
    }
    look();
  }

  void stop() {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null && meter != null) {
      registry.remove(meter);
    }
  }

  void show(X509Certificate renewed) {
    shown = renewed;
    look();
  }

  /** Whether clients take this certificate now, as far as its time goes. */
  boolean isInTime(X509Certificate certificate) {
    Instant now = clock.instant();
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  /** For the health: what state it is in, and the whole days that are left. */
  JsonObject state() {
    return new JsonObject().put("state", code()).put("daysLeft", daysLeft());
  }

  /** Logs what has changed since it was looked at last. */
  void look() {
    String code = code();
    if (!code.equals(told)) {
      told = code;
      LOG.atLevel(code.equals("ok") ? Level.INFO : Level.WARN)
          .addKeyValue("state", code)
          .addKeyValue("daysLeft", daysLeft())
          .log(
              "Clients refuse the gateway's certificate (gateway.listen.tls.certificate) out of"
                  + " its time");
    }
  }

  private String code() {
    Instant now = clock.instant();
    if (now.isBefore(shown.getNotBefore().toInstant())) {
      return "not-yet";
    } else if (now.isAfter(shown.getNotAfter().toInstant())) {
      return "expired";
    }
    return daysLeft() < NOTICE_DAYS ? "notice-14" : "ok";
  }

  private long daysLeft() {
    long seconds = ChronoUnit.SECONDS.between(clock.instant(), shown.getNotAfter().toInstant());
    return Math.floorDiv(seconds, ChronoUnit.DAYS.getDuration().toSeconds());
  }
}
