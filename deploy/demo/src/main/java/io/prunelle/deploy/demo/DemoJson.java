// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.deploy.demo.files.Drafts;
import io.prunelle.deploy.demo.keycloak.Hostings;
import io.prunelle.deploy.demo.keycloak.Realm;
import io.prunelle.deploy.demo.keycloak.User;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What scripts and tests want to know about a running demo. The file exists while it runs. */
final class DemoJson {

  private final Layout layout;
  private final Addresses addresses;
  private final Databases databases;
  private final Secrets secrets;

  DemoJson(Layout layout, Addresses addresses, Databases databases, Secrets secrets) {
    this.layout = layout;
    this.addresses = addresses;
    this.databases = databases;
    this.secrets = secrets;
  }

  void write(List<User> users, Map<String, Long> pids) throws IOException {
    ObjectNode demo = JsonNodeFactory.instance.objectNode();
    demo.put("gateway", addresses.gateway())
        .put("management", addresses.management())
        .put("fhir", addresses.fhir())
        .put("page", addresses.page())
        .put("keycloak", addresses.keycloak())
        .put("realm", Realm.NAME)
        .put("issuer", addresses.issuer())
        .put("tokenEndpoint", addresses.tokenEndpoint())
        .put("practice", Hostings.PRACTICE);
    var hosts = demo.putArray("hosts");
    hosts
        .addObject()
        .put("id", Hostings.CLOUD)
        .put("kind", "cloud")
        .put("hosting", Hostings.HOSTING)
        .put("fhir", addresses.cloudHost())
        .put("accessLog", layout.accessLog(Hostings.CLOUD).toString());
    hosts
        .addObject()
        .put("id", Hostings.ON_PREMISE)
        .put("kind", "on-premise")
        .put("fhir", addresses.onPremiseHost())
        .put("accessLog", layout.accessLog(Hostings.ON_PREMISE).toString());
    demo.putObject("journal")
        .put("jdbcUrl", databases.journal().jdbcUrl(Databases.JOURNAL))
        .put("user", Databases.JOURNAL_OWNER)
        .put("password", secrets.get(Secrets.JOURNAL_OWNER))
        .put("publicKey", layout.journalPublicKey().toString());
    demo.putObject("admin")
        .put("username", Start.ADMIN)
        .put("password", secrets.get(Secrets.KEYCLOAK_ADMIN));
    ObjectNode clients = demo.putObject("clients");
    clients.putObject("app").put("id", "demo-app");
    clients
        .putObject("smart")
        .put("id", "demo-smart-app")
        .put("origin", addresses.smartApplication());
    var list = demo.putArray("users");
    users.forEach(user -> put(user, list.addObject()));
    ObjectNode processes = demo.putObject("pids");
    pids.forEach(processes::put);
    Drafts.writePrivate(
        layout.demoJson(),
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(demo)
            + "\n");
  }

  private static void put(User user, ObjectNode json) {
    json.put("username", user.username())
        .put("password", user.password())
        .put("role", user.role())
        .put("practice", user.practice());
    if (user.role().equals("patient")) {
      json.put("patientId", user.patientId())
          .put("decision", user.decision().isEmpty() ? null : user.decision());
      if (!user.staffOf().isEmpty()) {
        json.put("staffOf", user.staffOf());
      }
    }
  }
}
