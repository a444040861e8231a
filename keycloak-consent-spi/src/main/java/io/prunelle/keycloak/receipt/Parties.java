// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The party section of ISO/IEC TS 27560, and where the host keeps records. */
final class Parties {
  private Parties() {}

  static Map<String, Object> controller(Controller controller) {
    return new Terms()
        .with("@type", List.of("dpv:LegalEntity", "dpv:DataController"))
        .with("dct:identifier", controller.id())
        .with("dpv:hasName", controller.name())
        .with("dpv:hasAddress", controller.address())
        .with("dpv:hasContact", controller.email())
        .map();
  }

  static Map<String, Object> processor(JsonNode host) {
    JsonNode entity = host.at("/sheet/legalEntity");
    JsonNode officer = host.at("/sheet/dataProtectionOfficer");
    return new Terms()
        .with("@type", List.of("dpv:LegalEntity", "dpv:DataProcessor"))
        .with("dct:identifier", text(host, "id"))
        .with("dpv:hasName", text(entity, "name"))
        .with("schema:alternateName", text(host, "name"))
        .with("dpv:hasIdentifier", text(entity, "registration"))
        .with("dpv:hasAddress", text(entity, "address"))
        .with("dpv:hasJurisdiction", country(entity))
        .with(
            "dpv:hasDataProtectionOfficer",
            Terms.of("dpv:DataProtectionOfficer")
                .with("dpv:hasName", text(officer, "name"))
                .with("dpv:hasContact", text(officer, "email"))
                .map())
        .map();
  }

  static Map<String, Object> storage(JsonNode host) {
    Set<String> countries = new LinkedHashSet<>();
    List<Map<String, Object>> sites = new ArrayList<>();
    for (JsonNode site : host.at("/sheet/sites")) {
      String country = country(site);
      if (country != null) {
        countries.add(country);
      }
      sites.add(
          new Terms()
              .with("schema:name", text(site, "name"))
              .with("schema:addressLocality", text(site, "city"))
              .with("schema:addressCountry", text(site, "country"))
              .map());
    }
    return Terms.of("dpv:StorageLocation")
        .with("dpv:hasLocation", List.copyOf(countries))
        .with("schema:location", sites)
        .map();
  }

  private static @Nullable String country(JsonNode node) {
    String code = text(node, "country");
    return code == null ? null : "loc:" + code;
  }

  private static @Nullable String text(JsonNode node, String name) {
    return node.path(name).textValue();
  }
}
