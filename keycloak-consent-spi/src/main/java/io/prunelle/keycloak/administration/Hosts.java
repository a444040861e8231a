// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

import io.prunelle.keycloak.host.Host;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The hosts of a realm. All methods throw {@link NotPermitted}. */
public final class Hosts {
  private final Administration administration;

  Hosts(Administration administration) {
    this.administration = administration;
  }

  /** By id. */
  public List<Host> all() {
    administration.rights().requireViewRealm();
    return administration.consent().hosts(administration.realmId());
  }

  /** One host. */
  public Optional<Host> one(String id) {
    administration.rights().requireViewRealm();
    return Optional.of(id)
        .filter(Host::isId)
        .flatMap(known -> administration.consent().host(administration.realmId(), known));
  }

  /**
   * Creates or replaces a host; tells whether it was created.
   *
   * @param check as {@link io.prunelle.keycloak.consent.ConsentProvider} has it
   */
  public boolean put(Host host, Consumer<Optional<Host>> check) {
    administration.rights().requireManageRealm();
    boolean created =
        administration.consent().put(administration.realmId(), host, Administration.now(), check);
    administration.reportPut(
        created,
        "PRUNELLE_HOST",
        HostDocument.of(host, Administration.today()),
        "consent",
        "hosts",
        host.id());
    return created;
  }
}
