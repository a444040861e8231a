// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.deploy.demo.http.Rest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where records may be kept, and what patients are told and asked about it. */
public final class Hostings {

  /** The practice whose patients are asked. */
  public static final String PRACTICE = "cabinet-des-lilas";

  /** The host outside the practice. */
  public static final String CLOUD = "nuage-sante";

  /** The practice's own host. */
  public static final String ON_PREMISE = "cabinet";

  /** What patients are asked to permit. */
  public static final String HOSTING = PRACTICE + "@" + CLOUD;

  private final Templates templates = new Templates(Map.of());
  private final Rest consent;
  private final Rest realm;
  private final TokenEndpoint tokens;

  /** Talks to the consent extension of a running Keycloak. */
  public Hostings(Keycloak.Settings settings) {
    Rest keycloak = Rest.at(settings.url());
    this.consent =
        keycloak.below("/admin/realms/" + Realm.NAME + "/consent").with(new AdminToken(settings));
    this.realm = keycloak.below("/realms/" + Realm.NAME + "/consent");
    this.tokens = new TokenEndpoint(settings.url(), Realm.NAME);
  }

  /** Describes the hosts, arranges the hosting and publishes its notice. */
  public void create() throws IOException, InterruptedException {
    for (String host : List.of(CLOUD, ON_PREMISE)) {
      consent.put("/hosts/" + host, templates.read("host-" + host));
    }
    consent.put("/hostings/" + HOSTING, templates.read("hosting"));
    consent.post("/hostings/" + HOSTING + "/notices", templates.read("notice"));
  }

  /** Decides as the patient, on the notice as it is shown to the patient. */
  public void decide(User patient, String decision) throws IOException, InterruptedException {
    String token = tokens.password("demo-app", patient.username(), patient.password());
    Rest asPatient = realm.below("/me").with(() -> "Bearer " + token);
    for (JsonNode hosting : asPatient.get("?lang=fr").path("hostings")) {
      if (hosting.path("hosting").asText().equals(HOSTING)) {
        JsonNode notice = hosting.path("notice");
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("hosting", HOSTING).put("decision", decision);
        body.set("notice", notice.path("version"));
        body.set("language", notice.path("language"));
        body.set("digest", notice.path("digest"));
        asPatient.post("/decisions", body);
        return;
      }
    }
    throw new IOException(patient.username() + " is not asked about " + HOSTING);
  }

  /**
   * What each patient has last decided, by patient id: the ledger read from its beginning.
   *
   * @param secret of the gateway's client, which may follow the ledger
   */
  public Map<String, String> decisions(String secret) throws IOException, InterruptedException {
    String token = tokens.serviceAccount("prunelle-gateway", secret);
    Rest feed = realm.with(() -> "Bearer " + token);
    Map<String, String> decisions = new HashMap<>();
    long position = 0;
    long head;
    do {
      JsonNode page = feed.get("/changes?limit=500&after=" + position);
      head = page.path("ledger").asLong();
      long before = position;
      for (JsonNode entry : page.path("entries")) {
        position = entry.path("position").asLong();
        if (entry.path("hosting").asText().equals(HOSTING)) {
          decisions.put(entry.path("patient").asText(), entry.path("decision").asText());
        }
      }
      if (position == before && position < head) {
        throw new IOException("the ledger ends at " + position + " instead of " + head);
      }
    } while (position < head);
    return decisions;
  }
}
