// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.host.Host;
import org.jspecify.annotations.Nullable;

/**
 * All that a patient is to see before deciding on a hosting.
 *
 * @param objection the patient's objection, when the latest entry is one or answers one
 */
public record Question(Standing standing, Host host, Notice notice, @Nullable Objection objection) {
  /** The same with another standing. */
  public Question with(Standing other) {
    return new Question(other, host, notice, objection);
  }

  /** What is shown beside the notice. */
  public Described described() {
    return new Described(standing.hosting().purposes(), host);
  }

  public HostingId hosting() {
    return standing.hosting().id();
  }
}
