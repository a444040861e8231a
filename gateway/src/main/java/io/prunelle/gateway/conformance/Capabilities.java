// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.conformance;

import io.prunelle.gateway.audit.AuditEvents;
import io.prunelle.gateway.audit.AuditQuery;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.fhir.Offer;
import io.prunelle.gateway.rest.InteractionKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** http://hl7.org/fhir/R4/capabilitystatement.html, of the gateway and not of any host. */
final class Capabilities {

  private static final String OAUTH_URIS =
      "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

  private final Settings.Fhir offered;
  private final JsonArray resources;
  private final boolean cors;
  private final String since = Instant.now().toString();

  Capabilities(Settings settings) {
    this.offered = settings.fhir();
    // Some thousand parameters: made once, and not by an event loop for whoever asks first
    this.resources = resources(Offer.of(settings));
    this.cors = settings.clients().origins().stream().anyMatch(origin -> !origin.equals("*"));
  }

  JsonObject statement(String base, JsonObject realm) {
    JsonArray bundles = new JsonArray();
    Stream.of(
            InteractionKind.BATCH,
            InteractionKind.TRANSACTION,
            InteractionKind.SEARCH_SYSTEM,
            InteractionKind.HISTORY_SYSTEM)
        .map(InteractionKind::code)
        .filter(offered.interactions()::contains)
        .forEach(code -> bundles.add(new JsonObject().put("code", code)));
    JsonObject rest =
        new JsonObject()
            .put("mode", "server")
            .put("security", security(realm))
            .put("resource", resources);
    if (!bundles.isEmpty()) {
      rest.put("interaction", bundles);
    }
    return new JsonObject()
        .put("resourceType", "CapabilityStatement")
        .put("status", "active")
        .put("date", since)
        .put("kind", "instance")
        .put("software", new JsonObject().put("name", "Prunelle gateway"))
        .put(
            "implementation",
            new JsonObject().put("description", "Prunelle gateway").put("url", base))
        .put("fhirVersion", "4.0.1")
        .put(
            "format",
            new JsonArray()
                .add("application/fhir+json")
                .add("application/fhir+xml")
                .add("json")
                .add("xml"))
        .put("patchFormat", patchFormats())
        .put("rest", new JsonArray().add(rest));
  }

  private JsonArray resources(List<Offer> offers) {
    JsonArray all = new JsonArray();
    offers.forEach(offer -> all.add(resource(offer)));
    return all.add(auditEvents());
  }

  /** Served from the journal, whatever the configuration allows to ask of hosts. */
  private static JsonObject auditEvents() {
    JsonArray parameters = new JsonArray();
    AuditQuery.PARAMETERS.forEach(
        (name, type) -> parameters.add(new JsonObject().put("name", name).put("type", type)));
    return new JsonObject()
        .put("type", AuditEvents.TYPE)
        .put(
            "interaction",
            new JsonArray()
                .add(new JsonObject().put("code", "read"))
                .add(new JsonObject().put("code", "search-type")))
        .put("searchParam", parameters);
  }

  private static JsonArray patchFormats() {
    return new JsonArray()
        .add("application/json-patch+json")
        .add("application/xml-patch+xml")
        .add("application/fhir+json")
        .add("application/fhir+xml");
  }

  private JsonObject resource(Offer offer) {
    Set<String> keys = offer.interactions();
    JsonArray interactions = new JsonArray();
    keys.stream()
        .filter(key -> !key.startsWith("conditional-"))
        .forEach(key -> interactions.add(new JsonObject().put("code", key)));
    JsonObject resource =
        new JsonObject()
            .put("type", offer.type())
            .put("interaction", interactions)
            .put("updateCreate", false)
            .put("conditionalCreate", keys.contains("conditional-create"))
            .put("conditionalUpdate", keys.contains("conditional-update"))
            .put(
                "conditionalDelete",
                keys.contains("conditional-delete") ? "single" : "not-supported");
    JsonArray parameters = new JsonArray();
    offer
        .parameters()
        .forEach(
            parameter ->
                parameters.add(
                    new JsonObject()
                        .put("name", parameter.name())
                        .put("type", parameter.type().name().toLowerCase(Locale.ROOT))));
    if (!parameters.isEmpty()) {
      resource.put("searchParam", parameters);
    }
    if (!offer.includes().isEmpty()) {
      resource.put("searchInclude", new JsonArray(offer.includes()));
      resource.put("searchRevInclude", new JsonArray(offer.reverseIncludes()));
    }
    JsonArray operations = new JsonArray();
    offer.operations().entrySet().stream()
        .filter(operation -> offered.operations().contains(operation.getKey()))
        .forEach(
            operation ->
                operations.add(
                    new JsonObject()
                        .put("name", operation.getKey())
                        .put("definition", operation.getValue())));
    if (!operations.isEmpty()) {
      resource.put("operation", operations);
    }
    return resource;
  }

  private JsonObject security(JsonObject realm) {
    JsonArray uris = new JsonArray();
    uri(uris, "authorize", realm.getString("authorization_endpoint"));
    uri(uris, "token", realm.getString("token_endpoint"));
    uri(uris, "introspect", realm.getString("introspection_endpoint"));
    uri(uris, "revoke", realm.getString("revocation_endpoint"));
    JsonObject security =
        new JsonObject()
            .put("cors", cors)
            .put(
                "description",
                "Where the practice allows it, a practitioner states an emergency with the header"
                    + " X-Purpose-Of-Use: BTG; reason=\"…\". It is journalled, and the patient is"
                    + " told.")
            .put(
                "service",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put(
                                "coding",
                                new JsonArray()
                                    .add(
                                        new JsonObject()
                                            .put(
                                                "system",
                                                "http://terminology.hl7.org/CodeSystem/restful-security-service")
                                            .put("code", "SMART-on-FHIR")))));
    if (!uris.isEmpty()) {
      security.put(
          "extension",
          new JsonArray().add(new JsonObject().put("url", OAUTH_URIS).put("extension", uris)));
    }
    return security;
  }

  private static void uri(JsonArray uris, String name, @Nullable String uri) {
    if (uri != null) {
      uris.add(new JsonObject().put("url", name).put("valueUri", uri));
    }
  }
}
