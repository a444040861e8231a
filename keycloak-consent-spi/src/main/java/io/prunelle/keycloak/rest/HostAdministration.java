// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.administration.Administration;
import io.prunelle.keycloak.administration.EntityTag;
import io.prunelle.keycloak.administration.HostDocument;
import io.prunelle.keycloak.host.Host;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The administrators' {@code hosts}. */
final class HostAdministration {
  private final AdminCall call;

  HostAdministration(AdminCall call) {
    this.call = call;
  }

  /** All hosts. */
  Response all() {
    return call.reply(
        administration ->
            call.show(
                Map.of(
                    "hosts",
                    administration.hosts().all().stream()
                        .map(HostAdministration::document)
                        .toList())));
  }

  /** One host. */
  Response one(String id) {
    return call.reply(
        administration ->
            administration
                .hosts()
                .one(id)
                .map(host -> call.show(document(host), tag(host)))
                .orElseThrow(() -> Problem.notFound("no such host")));
  }

  /** Creates or replaces a host. */
  Response put(String id, @Nullable InputStream body) {
    return call.reply(
        administration -> {
          administration.rights().requireManageRealm();
          if (!Host.isId(id)) {
            throw new Problem(
                ProblemType.INVALID_PARAMETER,
                "id: must be lower-case letters, digits and hyphens, 1 to 63");
          }
          Host host = Host.read(id, call.body(body), Administration.today());
          boolean created =
              administration
                  .hosts()
                  .put(
                      host,
                      present -> call.preconditions().check(present.map(HostAdministration::tag)));
          return AdminCall.put(created, document(host), tag(host));
        });
  }

  /** What the certificates are worth changes from day to day, without anybody changing the host. */
  private static EntityTag tag(Host host) {
    return EntityTag.of(host).with(document(host).assessment());
  }

  private static HostDocument document(Host host) {
    return HostDocument.of(host, Administration.today());
  }
}
