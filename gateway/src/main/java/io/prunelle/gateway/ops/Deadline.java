// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.prunelle.gateway.config.Certificate;
import io.prunelle.gateway.config.Host;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A day after which the gateway closes a host.
 *
 * @param of what ends: the certificate, or the time within which the next audit must take place
 */
record Deadline(String host, String of, LocalDate lastDay) {

  static final String CERTIFICATE = "certificate";
  static final String AUDIT = "audit";

  enum State {
    OK,
    NOTICE_90,
    NOTICE_30,
    NOTICE_7,
    CLOSED;

    String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static Stream<Deadline> of(Host host) {
    Certificate certificate = host.certificate();
    if (certificate == null) {
      return Stream.empty();
    }
    LocalDate audited = certificate.auditedUntil();
    Deadline expiry = new Deadline(host.id(), CERTIFICATE, certificate.expires());
    return audited == null
        ? Stream.of(expiry)
        : Stream.of(expiry, new Deadline(host.id(), AUDIT, audited));
  }

  /** Zero on the last day. */
  long daysLeft(LocalDate today) {
    return ChronoUnit.DAYS.between(today, lastDay);
  }

  State state(LocalDate today) {
    long left = daysLeft(today);
    if (left < 0) {
      return State.CLOSED;
    } else if (left <= 7) {
      return State.NOTICE_7;
    } else if (left <= 30) {
      return State.NOTICE_30;
    }
    return left <= 90 ? State.NOTICE_90 : State.OK;
  }
}
