// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.host.Host;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The administrators' {@code hosts}. */
final class HostAdministration {
  private final Administration administration;

  HostAdministration(Administration administration) {
    this.administration = administration;
  }

  /** All hosts. */
  Response all() {
    return administration.reply(
        () -> {
          administration.rights().requireViewRealm();
          return administration.show(
              Map.of(
                  "hosts",
                  administration.consent().hosts(realm()).stream().map(this::document).toList()));
        });
  }

  /** One host. */
  Response one(String id) {
    return administration.reply(
        () -> {
          administration.rights().requireViewRealm();
          return Optional.of(id)
              .filter(Host::isId)
              .flatMap(known -> administration.consent().host(realm(), known))
              .map(host -> administration.show(document(host)))
              .orElseThrow(() -> Problem.notFound("no such host"));
        });
  }

  /** Creates or replaces a host. */
  Response put(String id, @Nullable InputStream body) {
    return administration.reply(
        () -> {
          administration.rights().requireManageRealm();
          if (!Host.isId(id)) {
            throw new Problem(
                ProblemType.INVALID_PARAMETER,
                "id: must be lower-case letters, digits and hyphens, 1 to 63");
          }
          Host host = Host.read(id, administration.body(body), today());
          boolean created =
              administration
                  .consent()
                  .put(
                      realm(),
                      host,
                      Administration.now(),
                      present ->
                          administration
                              .preconditions()
                              .check(present.map(before -> EntityTag.of(document(before)))));
          return administration.put(created, "PRUNELLE_HOST", document(host));
        });
  }

  private HostDocument document(Host host) {
    return HostDocument.of(host, today());
  }

  private static LocalDate today() {
    return LocalDate.ofInstant(Administration.now(), ZoneOffset.UTC);
  }

  private String realm() {
    return administration.realm().getId();
  }
}
