// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.host.Host;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of hosts. */
final class Hosts {
  private final EntityManager em;
  private final String realm;

  Hosts(EntityManager em, String realm) {
    this.em = em;
    this.realm = realm;
  }

  boolean put(Host host, Instant at, Consumer<Optional<Host>> check) {
    HostEntity found = new Lock(em, realm).row(HostEntity.class, host.id());
    check.accept(Optional.ofNullable(found).map(HostEntity::read));
    if (found != null) {
      if (found.recertifies(host)) {
        found.certified(new Ledger(em, realm).change(at));
      }
      found.replace(host);
      return false;
    }
    em.persist(new HostEntity(realm, host));
    return true;
  }

  Optional<Host> find(String id) {
    return Optional.ofNullable(em.find(HostEntity.class, new RealmKey(realm, id)))
        .map(HostEntity::read);
  }

  List<Host> all() {
    return em.createQuery(
            "select h from HostEntity h where h.realm = :realm order by h.id", HostEntity.class)
        .setParameter("realm", realm)
        .getResultStream()
        .map(HostEntity::read)
        .toList();
  }

  Map<String, Host> byId(Collection<String> ids) {
    return em.createQuery(
            "select h from HostEntity h where h.realm = :realm and h.id in :ids", HostEntity.class)
        .setParameter("realm", realm)
        .setParameter("ids", ids)
        .getResultStream()
        .map(HostEntity::read)
        .collect(Collectors.toMap(Host::id, Function.identity()));
  }
}
