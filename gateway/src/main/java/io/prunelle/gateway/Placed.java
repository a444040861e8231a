// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Examination;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.Placement;
import io.prunelle.gateway.ops.Since;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, and the host where the record lives, open to it.
 *
 * @param standing null when nobody need have decided
 * @param since before this was known
 * @param emergency whether it would be closed otherwise
 */
record Placed(
    Asked asked, @Nullable Standing standing, Placement placement, Since since, boolean emergency) {

  Placed(Asked asked, @Nullable Standing standing, Placement placement, Since since) {
    this(asked, standing, placement, since, false);
  }

  /** Whether all of the record still is there, even if it was placed elsewhere meanwhile. */
  boolean lasts() {
    return since.within(Hosts.LASTS);
  }

  /** The same, asked as something else. */
  Placed with(OnRecord other) {
    return new Placed(asked.with(other), standing, placement, since, emergency);
  }

  /** The same, once these have been found to be the record's or nobody's. */
  Placed finding(Set<String> theirs) {
    return new Placed(asked.finding(theirs), standing, placement, since, emergency);
  }

  /** The same, of a patient who has decided so since. */
  Placed under(@Nullable Standing now) {
    return new Placed(asked, now, placement, since, emergency);
  }

  /** The same, once its transaction is over; see {@link Asked#knowing}. */
  Placed knowing(Map<String, String> made) {
    return new Placed(asked.knowing(made), standing, placement, since, emergency);
  }

  /** The same, open because of an emergency. */
  Placed inAnEmergency() {
    return new Placed(asked, standing, placement, since, true);
  }

  Host host() {
    return placement.host();
  }

  /** As the journal says why it was let through. */
  String reason() {
    if (asked.interaction().touchesNobody()) {
      return asked.interaction().registers() ? "registration" : "reference-data";
    }
    if (emergency) {
      return covered() ? "break-glass" : "break-glass-while-leaving";
    }
    return reason(host());
  }

  /** Whether a permission covers that it is there, as far as that is known. */
  private boolean covered() {
    return standing != null && standing.permitted();
  }

  /** The same, of a record that lives there. */
  static String reason(Host host) {
    return host.kind() == HostKind.CLOUD ? "consent-permit" : "on-premise";
  }

  Examination examination() {
    return new Examination(
        asked.interaction(),
        host(),
        asked.grant(),
        asked.telling(),
        asked.unmasked(),
        asked.caller().subject(),
        standing == null ? null : standing.entry());
  }
}
