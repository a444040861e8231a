// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import io.prunelle.deploy.demo.files.Drafts;
import io.prunelle.deploy.demo.files.JournalKey;
import java.io.IOException;
import java.util.Map;

/** Writes the configuration files of the programs. */
final class Configurations {

  private final Layout layout;
  private final Ports ports;
  private final Secrets secrets;
  private final Databases databases;

  Configurations(Layout layout, Ports ports, Secrets secrets, Databases databases) {
    this.layout = layout;
    this.ports = ports;
    this.secrets = secrets;
    this.databases = databases;
  }

  /** For the FHIR servers. */
  void writeEhr() throws IOException {
    Drafts.writePrivate(
        layout.ehrConfiguration(),
        """
        servers = nuage-sante, cabinet
        nuage-sante.port = %d
        nuage-sante.jdbc-url = %s
        nuage-sante.user = nuage_sante
        nuage-sante.password = %s
        nuage-sante.access-log = %s
        cabinet.port = %d
        cabinet.jdbc-url = %s
        cabinet.user = cabinet
        cabinet.password = %s
        cabinet.access-log = %s
        """
            .formatted(
                ports.cloudHost(),
                databases.records().jdbcUrl(Databases.CLOUD),
                secrets.get(Secrets.CLOUD_DATABASE),
                layout.accessLog("nuage-sante"),
                ports.onPremiseHost(),
                databases.records().jdbcUrl(Databases.ON_PREMISE),
                secrets.get(Secrets.ON_PREMISE_DATABASE),
                layout.accessLog("cabinet")));
  }

  /** For the gateway; see its README for the keys. */
  void writeGateway(Addresses addresses) throws IOException {
    JournalKey.draw(layout.journalKey(), layout.journalPublicKey());
    Map<String, String> values =
        Map.ofEntries(
            Map.entry("url", addresses.gateway()),
            Map.entry("port", Integer.toString(ports.gateway())),
            Map.entry("management-port", Integer.toString(ports.gatewayManagement())),
            Map.entry("database-port", Integer.toString(ports.journalDatabase())),
            Map.entry("database-password", secrets.get(Secrets.JOURNAL_GATEWAY)),
            Map.entry("issuer", addresses.issuer()),
            Map.entry("smart-application", addresses.smartApplication()),
            Map.entry("gateway-secret", secrets.get(Secrets.GATEWAY_CLIENT)),
            Map.entry("page-secret", secrets.get(Secrets.PAGE_CLIENT)),
            Map.entry("cloud", addresses.cloudHost()),
            Map.entry("on-premise", addresses.onPremiseHost()),
            Map.entry("journal-key", layout.journalKey().toString()),
            Map.entry("journal-witness", layout.journalWitness().toString()));
    String text =
        """
        gateway:
          public-url: "${url}"
          listen: { host: 127.0.0.1, port: ${port} }
          management: { host: 127.0.0.1, port: ${management-port} }
          database: { host: 127.0.0.1, port: ${database-port}, name: prunelle, user: prunelle_gateway, password: "${database-password}", pool-size: 8 }
          token: { issuer: "${issuer}", audience: prunelle-gateway, algorithm: RS256, introspection: writes }
          consent: { client-id: prunelle-gateway, client-secret: "${gateway-secret}", poll-interval: 500ms, max-staleness: 30s }
          page: { client-id: prunelle-page, client-secret: "${page-secret}", applications: [ { id: demo-app, name: "Application de démonstration" } ] }
          journal: { key: "${journal-key}", witness: { file: "${journal-witness}", interval: 1s } }
          clients: { origins: "${smart-application}" }
          hosts:
            - { id: nuage-sante, kind: cloud, url: "${cloud}", certificate: { expires: 2028-05-31, last-surveillance-audit: 2026-05-20 }, legal-name: "Nuage Santé SAS", backups-kept: P30D }
            - { id: cabinet, kind: on-premise, url: "${on-premise}", legal-name: "SCM Cabinet des Lilas", backups-kept: P14D }
          practices:
            - { id: cabinet-des-lilas, on-premise: cabinet, cloud: nuage-sante, break-glass: { enabled: true } }
        """;
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("${" + value.getKey() + "}", value.getValue());
    }
    Drafts.writePrivate(layout.gatewayConfiguration(), text);
  }
}
