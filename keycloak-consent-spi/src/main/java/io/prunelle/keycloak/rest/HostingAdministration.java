// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.patient.Practices;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The administrators' {@code hostings}. */
final class HostingAdministration {
  private final Administration administration;

  HostingAdministration(Administration administration) {
    this.administration = administration;
  }

  /** All hostings that the administrator may see. */
  Response all() {
    return administration.reply(
        () -> {
          List<HostingDocument> visible =
              administration.consent().hostings(realm()).stream()
                  .filter(hosting -> administration.rights().viewPractice(hosting.id().practice()))
                  .map(HostingDocument::of)
                  .toList();
          if (visible.isEmpty()) {
            administration.rights().requireViewRealm();
          }
          return administration.show(Map.of("hostings", visible));
        });
  }

  /** One hosting. */
  Response one(String id) {
    return administration.reply(
        () -> {
          HostingId hosting = id(id);
          administration.rights().requireViewPractice(hosting.practice());
          return administration.show(HostingDocument.of(existing(hosting)));
        });
  }

  /** Creates or replaces a hosting. */
  Response put(String id, @Nullable InputStream body) {
    return administration.reply(
        () -> {
          HostingId hostingId = id(id);
          administration.rights().requireManagePractice(hostingId.practice());
          requireParties(hostingId);
          Hosting hosting = Hosting.read(hostingId, administration.body(body));
          boolean created =
              administration
                  .consent()
                  .put(realm(), hosting, present -> requireReplaceable(present, hosting));
          return administration.put(
              created, "PRUNELLE_HOSTING", HostingDocument.of(existing(hostingId)));
        });
  }

  private void requireParties(HostingId id) {
    if (new Practices(administration.session(), administration.realm())
        .name(id.practice())
        .isEmpty()) {
      throw invalid("no enabled organization has the alias " + id.practice());
    }
    if (administration.consent().host(realm(), id.host()).isEmpty()) {
      throw invalid("there is no host " + id.host());
    }
  }

  private void requireReplaceable(Optional<Hosting> present, Hosting hosting) {
    administration
        .preconditions()
        .check(present.map(before -> EntityTag.of(HostingDocument.of(before))));
    present
        .flatMap(hosting::breaks)
        .ifPresent(
            rule -> {
              throw new Problem(ProblemType.STATE_CONFLICT, rule);
            });
  }

  private Hosting existing(HostingId id) {
    return administration
        .consent()
        .hosting(realm(), id)
        .orElseThrow(() -> Problem.notFound("no such hosting"));
  }

  static HostingId id(String text) {
    return HostingId.parse(text).orElseThrow(() -> invalid("must be {practice}@{host}"));
  }

  private static Problem invalid(String rule) {
    return new Problem(ProblemType.INVALID_PARAMETER, "id: " + rule);
  }

  private String realm() {
    return administration.realm().getId();
  }
}
