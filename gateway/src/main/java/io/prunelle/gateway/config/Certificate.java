// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a host's HDS certificate: it holds until it expires, and only while the yearly
 * surveillance audits of the certifying body take place (art. L.1111-8 CSP, HDS accreditation
 * referential).
 *
 * @param expires last day on which it holds
 * @param auditedUntil last day on which the last surveillance audit counts, grace included; null
 *     when it is not known when that was
 */
public record Certificate(LocalDate expires, @Nullable LocalDate auditedUntil) {

  /** A certificate whose surveillance audits nothing is known of. */
  public static Certificate until(LocalDate expires) {
    return new Certificate(expires, null);
  }

  /**
   * How often a surveillance audit takes place, and how late one may be.
   *
   * @param interval from one to the next
   * @param grace for how long after that the host stays open
   */
  record Audits(Period interval, Period grace) {

    @Nullable LocalDate until(@Nullable LocalDate last) {
      return last == null ? null : last.plus(interval).plus(grace);
    }
  }

  /** First day on which it holds no more, as far as is known. */
  public LocalDate closes() {
    LocalDate last =
        auditedUntil != null && auditedUntil.isBefore(expires) ? auditedUntil : expires;
    return last.plusDays(1);
  }

  public boolean lapsed(LocalDate today) {
    return today.isAfter(expires);
  }

  public boolean auditOverdue(LocalDate today) {
    return auditedUntil != null && today.isAfter(auditedUntil);
  }
}
