// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.prunelle.gateway.config.Certificate;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.backends.BackendRegistries;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Whoever runs the gateway is told before a host closes. */
final class CertificateWatchTest {

  private static final LocalDate LAST_DAY = LocalDate.of(2028, 5, 31);
  private static final LocalDate FAR = LocalDate.of(2999, 1, 1);

  private final Vertx vertx = Vertx.vertx();
  private final SettableClock clock = new SettableClock();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger().setLevel(Level.INFO);
    logger().addAppender(log);
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
    logger().setLevel(null);
    vertx.close().await();
  }

  @ParameterizedTest
  @CsvSource({
    "2028-03-01, ok, 91",
    "2028-03-02, notice-90, 90",
    "2028-04-30, notice-90, 31",
    "2028-05-01, notice-30, 30",
    "2028-05-23, notice-30, 8",
    "2028-05-24, notice-7, 7",
    "2028-05-31, notice-7, 0",
    "2028-06-01, closed, -1"
  })
  void theStateTellsHowNearTheLastDayIs(LocalDate today, String state, long left) {
    clock.today = today;
    JsonObject expected = new JsonObject().put("state", state).put("daysLeft", left);

    assertThat(states(LAST_DAY, FAR).getJsonObject("certificate")).isEqualTo(expected);
    assertThat(states(FAR, LAST_DAY).getJsonObject("audit")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"2028-05-31, false", "2028-06-01, true"})
  void aHostIsClosedFromTheDayAfterTheLast(LocalDate today, boolean closed) {
    assertThat(host(LAST_DAY, FAR).lapsed(today)).isEqualTo(closed);
    assertThat(host(FAR, LAST_DAY).lapsed(today)).isEqualTo(closed);
    assertThat(host(FAR, null).lapsed(today)).isFalse();
  }

  @Test
  void eachCrossingIsLoggedOnce() {
    CertificateWatch watch = watch(LAST_DAY, FAR);

    for (String day :
        List.of("2028-03-01", "2028-03-02", "2028-03-03", "2028-05-24", "2028-06-01")) {
      clock.today = LocalDate.parse(day);
      watch.look();
      watch.look();
    }

    assertThat(log.list)
        .extracting(event -> event.getLevel() + " " + event.getKeyValuePairs().get(2).value)
        .containsExactly("INFO notice-90", "WARN notice-7", "ERROR closed");
  }

  @Test
  void aHostWithoutAnAuditIsToldAboutAtStartAndInHealth() {
    CertificateWatch watch = watch(FAR, null);
    watch.start().await();
    watch.stop().await();

    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getMessage()).contains("No last surveillance audit");
    assertThat(states(FAR, null).getJsonObject("audit").getString("state")).isEqualTo("unknown");
  }

  @Test
  void theMetricsTellHowManyDaysAreLeftUntilTheWatchIsOver() {
    Vertx measured = Metrics.measured();
    CertificateWatch watch =
        new CertificateWatch(measured, List.of(host(LAST_DAY, LAST_DAY.minusDays(2))), clock);
    watch.start().await();
    MeterRegistry registry = BackendRegistries.getDefaultNow();

    for (int left : new int[] {90, 30, 7, 0, -1}) {
      clock.today = LAST_DAY.minusDays(left);
      assertThat(daysLeft(registry, "certificate")).isEqualTo(left);
      assertThat(daysLeft(registry, "audit")).isEqualTo(left - 2);
    }

    watch.stop().await();
    assertThat(registry.find("prunelle.host.certificate.days.left").tag("host", "h").gauge())
        .isNull();
    measured.close().await();
  }

  private static double daysLeft(MeterRegistry registry, String of) {
    return registry.get("prunelle.host." + of + ".days.left").tag("host", "h").gauge().value();
  }

  private JsonObject states(LocalDate expires, @Nullable LocalDate auditedUntil) {
    return watch(expires, auditedUntil).states().getJsonObject("h");
  }

  private CertificateWatch watch(LocalDate expires, @Nullable LocalDate auditedUntil) {
    return new CertificateWatch(vertx, List.of(host(expires, auditedUntil)), clock);
  }

  private static Host host(LocalDate expires, @Nullable LocalDate auditedUntil) {
    return new Host(
        "h",
        HostKind.CLOUD,
        URI.create("http://127.0.0.1:9"),
        new Certificate(expires, auditedUntil));
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(CertificateWatch.class);
  }

  private static final class SettableClock extends Clock {

    private LocalDate today = LocalDate.of(2028, 1, 1);

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return today.atTime(12, 0).toInstant(ZoneOffset.UTC);
    }
  }
}
