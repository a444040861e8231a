// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.administration.Conflict;
import io.prunelle.keycloak.administration.HostingDocument;
import io.prunelle.keycloak.administration.NoSuchParty;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A new hosting, or what is to change about one. */
final class HostingForm {
  private static final String SEEN = "seen";

  private final Visit visit;

  HostingForm(Visit visit) {
    this.visit = visit;
  }

  /** A blank form. */
  Response create() {
    return form(Response.Status.OK, null, Map.of("status", "OPEN", "purposes", ""), "");
  }

  /** A form with what there is. */
  Response edit(String id) {
    Hosting hosting = existing(id);
    visit.administration().rights().requireManagePractice(hosting.id().practice());
    HostingDocument document = HostingDocument.of(hosting);
    Map<String, String> values = new HashMap<>();
    values.put(
        "purposes",
        hosting.purposes().stream().map(PurposeLine::of).collect(Collectors.joining("\n")));
    values.put("legalBasis", document.legalBasis());
    values.put("status", document.status());
    values.put("validity", document.validity() == null ? "" : document.validity());
    values.put("renewBefore", document.renewBefore() == null ? "" : document.renewBefore());
    values.put(SEEN, seen(Optional.of(hosting)));
    return form(Response.Status.OK, hosting, values, "");
  }

  /** Creates what was written. */
  Response sent() {
    String id = visit.fields().text("practice") + "@" + visit.fields().text("host");
    Optional<HostingId> parsed = HostingId.parse(id);
    return parsed.isEmpty()
        ? again(Response.Status.BAD_REQUEST, null, "practice")
        : put(
            parsed.get(),
            null,
            present -> {
              if (present.isPresent()) {
                throw new Changed();
              }
            });
  }

  /** Changes what was written. */
  Response sent(String id) {
    Hosting before = existing(id);
    String seen = visit.fields().text(SEEN);
    return put(
        before.id(),
        before,
        present -> {
          if (!seen(present).equals(seen)) {
            throw new Changed();
          }
        });
  }

  private Response put(
      HostingId id, @Nullable Hosting before, Consumer<Optional<Hosting>> unchanged) {
    try {
      visit
          .administration()
          .hostings()
          .put(Hosting.read(id, Json.object(Json.write(document(before)))), unchanged);
      return visit.done("hostingSaved", "hostings", id.toString());
    } catch (InvalidMember invalid) {
      // a purpose that is wrong is one line of their field
      String field = invalid.path().startsWith("purposes[") ? "purposes" : invalid.path();
      return again(Response.Status.BAD_REQUEST, before, field);
    } catch (NoSuchParty party) {
      return again(Response.Status.BAD_REQUEST, before, party.practice() ? "practice" : "host");
    } catch (Conflict conflict) {
      return again(Response.Status.CONFLICT, before, "conflict");
    } catch (Changed changed) {
      return again(Response.Status.CONFLICT, before, before == null ? "exists" : "changed");
    }
  }

  private Map<String, Object> document(@Nullable Hosting before) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(
        "purposes", visit.fields().lines("purposes").stream().map(PurposeLine::read).toList());
    // not sent where it is fixed
    document.put(
        "legalBasis",
        before != null && before.notice() > 0
            ? before.legalBasis().name()
            : visit.fields().text("legalBasis"));
    document.put("validity", optional("validity"));
    document.put("renewBefore", optional("renewBefore"));
    document.put("status", visit.fields().text("status"));
    return document;
  }

  private @Nullable String optional(String name) {
    String text = visit.fields().text(name);
    return text.isEmpty() ? null : text;
  }

  private Hosting existing(String id) {
    return HostingId.parse(id)
        .flatMap(known -> visit.administration().hostings().one(known))
        .orElseThrow(NoSuchPage::new);
  }

  private Response again(Response.Status status, @Nullable Hosting hosting, String error) {
    Map<String, String> values = new HashMap<>();
    for (String name :
        List.of(
            "practice", "host", "purposes", "legalBasis", "status", "validity", "renewBefore")) {
      values.put(name, visit.fields().text(name));
    }
    values.put(SEEN, hosting == null ? "" : seen(Optional.of(hosting)));
    return form(status, hosting, values, error);
  }

  private Response form(
      Response.Status status, @Nullable Hosting hosting, Map<String, String> values, String error) {
    Map<String, Object> model = new HashMap<>();
    model.put("values", values);
    model.put("error", error);
    model.put("bases", Arrays.stream(LegalBasis.values()).map(Enum::name).toList());
    model.put("statuses", Arrays.stream(HostingStatus.values()).map(Enum::name).toList());
    if (hosting == null) {
      visit.administration().rights().requireViewRealm();
      model.put("practices", practices());
      model.put("hosts", hosts());
      model.put("back", visit.path());
    } else {
      model.put("practice", visit.practice(hosting.id().practice()));
      model.put("host", hosting.id().host());
      model.put("fixed", hosting.notice() > 0);
      model.put("ended", hosting.status() == HostingStatus.ENDED);
      model.put("back", visit.path("hostings", hosting.id().toString()));
    }
    return visit.show(status, "hosting-console-hosting-form.ftl", model);
  }

  private List<Map<String, String>> practices() {
    return visit.practices().stream()
        .filter(practice -> visit.administration().rights().managePractice(practice.alias()))
        .map(practice -> Map.of("id", practice.alias(), "name", practice.name()))
        .toList();
  }

  private List<Map<String, String>> hosts() {
    return visit.administration().hosts().all().stream()
        .map(host -> Map.of("id", host.id(), "name", host.name()))
        .toList();
  }

  /** Names a state of a hosting, so that nobody overwrites what they have not seen. */
  private static String seen(Optional<Hosting> hosting) {
    return hosting.map(found -> Json.write(HostingDocument.of(found))).orElse("");
  }
}
