// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.host.Host;

/** All that a patient is to see before deciding on a hosting. */
public record Question(Standing standing, Host host, Notice notice) {
  public HostingId hosting() {
    return standing.hosting().id();
  }
}
