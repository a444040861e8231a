// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.administration.Administration;
import io.prunelle.keycloak.administration.EntityTag;
import io.prunelle.keycloak.administration.HostingDocument;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The administrators' {@code hostings}. */
final class HostingAdministration {
  private final AdminCall call;

  HostingAdministration(AdminCall call) {
    this.call = call;
  }

  /** All hostings that the administrator may see. */
  Response all() {
    return call.reply(
        administration ->
            call.show(
                Map.of(
                    "hostings",
                    administration.hostings().visible().stream()
                        .map(HostingDocument::of)
                        .toList())));
  }

  /** One hosting. */
  Response one(String id) {
    return call.reply(
        administration -> call.show(HostingDocument.of(existing(administration, id(id)))));
  }

  /** The patients' latest decisions on a hosting, counted. */
  Response tallies(String id) {
    return call.reply(
        administration ->
            administration
                .hostings()
                .tallies(id(id))
                .map(tallies -> Replies.json(Map.of("tallies", tallies)))
                .orElseThrow(() -> Problem.notFound("no such hosting")));
  }

  /** Creates or replaces a hosting. */
  Response put(String id, @Nullable InputStream body) {
    return call.reply(
        administration -> {
          HostingId hostingId = id(id);
          administration.rights().requireManagePractice(hostingId.practice());
          Hosting hosting = Hosting.read(hostingId, call.body(body));
          boolean created =
              administration
                  .hostings()
                  .put(
                      hosting,
                      present ->
                          call.preconditions()
                              .check(
                                  present.map(before -> EntityTag.of(HostingDocument.of(before)))));
          return AdminCall.put(created, HostingDocument.of(existing(administration, hostingId)));
        });
  }

  private static Hosting existing(Administration administration, HostingId id) {
    return administration.hostings().one(id).orElseThrow(() -> Problem.notFound("no such hosting"));
  }

  static HostingId id(String text) {
    return HostingId.parse(text)
        .orElseThrow(
            () -> new Problem(ProblemType.INVALID_PARAMETER, "id: must be {practice}@{host}"));
  }
}
