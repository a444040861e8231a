// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.Purpose;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hosting as administrators read it.
 *
 * @param notice the current version, null before the first
 */
public record HostingDocument(
    String id,
    String practice,
    String host,
    List<Purpose> purposes,
    String legalBasis,
    @Nullable String validity,
    @Nullable String renewBefore,
    String status,
    @Nullable Integer notice) {

  /** As read now. */
  public static HostingDocument of(Hosting hosting) {
    return new HostingDocument(
        hosting.id().toString(),
        hosting.id().practice(),
        hosting.id().host(),
        hosting.purposes(),
        hosting.legalBasis().name(),
        text(hosting.validity()),
        text(hosting.renewBefore()),
        hosting.status().name(),
        hosting.notice() == 0 ? null : hosting.notice());
  }

  private static @Nullable String text(@Nullable Period period) {
    return period == null ? null : period.toString();
  }
}
