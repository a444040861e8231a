// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.testing.TestKeys;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration is right, or it stops the start with a line that names the key. */
final class SettingsTest {

  static final String COMPLETE =
      """
      gateway:
        public-url: http://127.0.0.1:8400/
        listen: { host: 127.0.0.1, port: 8400 }
        management: { host: 127.0.0.1, port: 8401 }
        database: { host: 127.0.0.1, port: 8407, name: prunelle, user: prunelle_gateway, password: "pass${word}", pool-size: 8 }
        migration: { user: prunelle_owner, password: ownerword }
        token: { issuer: http://127.0.0.1:8402/realms/sante, audience: prunelle-gateway, algorithm: RS256 }
        consent: { client-id: prunelle-gateway, client-secret: consentword, poll-interval: 500ms, max-staleness: 30s }
        page: { client-id: prunelle-page, client-secret: pageword, applications: [ { id: carnet-app, name: Carnet de suivi } ] }
        journal: { key: "%s" }
        hosts:
          - { id: nuage-sante, kind: cloud, url: "http://127.0.0.1:8404/fhir", certificate: { expires: 2028-05-31 } }
          - { id: cabinet, kind: on-premise, url: "http://127.0.0.1:8405/fhir" }
        practices:
          - { id: cabinet-des-lilas, on-premise: cabinet, cloud: nuage-sante }
      """
          .formatted(TestKeys.journal().key());

  /** By which the certificates are judged that stand in files. */
  static final LocalDate TODAY = LocalDate.of(2026, 6, 30);

  @TempDir Path directory;

  @Test
  void theFormerSecretOfThePageStandsBehindTheOneInUse() {
    assertThat(read(COMPLETE, Map.of()).page().secrets()).containsExactly("pageword");
    assertThat(
            read(COMPLETE, Map.of("GATEWAY_PAGE_FORMER_CLIENT_SECRET", "oldword")).page().secrets())
        .containsExactly("pageword", "oldword");
  }

  @Test
  void applicationsHaveTheNamesThatTheyAreGivenOneEach() {
    assertThat(read(COMPLETE, Map.of()).page().applications())
        .isEqualTo(Map.of("carnet-app", "Carnet de suivi"));
    String twice = "suivi }, { id: carnet-app, name: Agenda }";
    assertThatThrownBy(() -> read(COMPLETE.replace("suivi }", twice), Map.of()))
        .hasMessage("gateway.page.applications[1].id: carnet-app is given twice");
    assertThatThrownBy(() -> read(COMPLETE.replace(", name: Carnet de suivi", ""), Map.of()))
        .hasMessageStartingWith("gateway.page.applications[0].name: is missing");
  }

  @Test
  void aWitnesssDatabaseIsThereWithAllThatItTakesOrNotAtAll() {
    Map<String, String> host = Map.of("GATEWAY_JOURNAL_WITNESS_POSTGRESQL_HOST", "witness.example");
    Map<String, String> all = new HashMap<>(host);
    all.put("GATEWAY_JOURNAL_WITNESS_POSTGRESQL_PORT", "5432");
    all.put("GATEWAY_JOURNAL_WITNESS_POSTGRESQL_NAME", "witness");
    all.put("GATEWAY_JOURNAL_WITNESS_POSTGRESQL_USER", "prunelle_witness");
    all.put("GATEWAY_JOURNAL_WITNESS_POSTGRESQL_PASSWORD", "witnessword");

    assertThat(read(COMPLETE, Map.of()).journal().witness().postgresql()).isNull();
    assertThatThrownBy(() -> read(COMPLETE, host))
        .hasMessageStartingWith("gateway.journal.witness.postgresql.port");
    Settings.WitnessDatabase witness = read(COMPLETE, all).journal().witness().postgresql();
    assertThat(witness.credentials().secret()).isEqualTo("witnessword");
    assertThat(witness.authority()).isNull();
    assertThat(witness.toString()).doesNotContain("witnessword");
  }

  @Test
  void aWitnessIsToldOverTlsUnlessItIsOnTheSameMachine() {
    String key = "GATEWAY_JOURNAL_WITNESS_URL";
    for (String url : List.of("https://witness.example/prunelle", "http://127.0.0.1:8480/x")) {
      assertThat(read(COMPLETE, Map.of(key, url)).journal().witness().url())
          .isEqualTo(URI.create(url));
    }

    assertThatThrownBy(() -> read(COMPLETE, Map.of(key, "http://witness.example/prunelle")))
        .hasMessageStartingWith(
            "gateway.journal.witness.url: http://witness.example/prunelle is not https");
  }

  /** Regulation (EU) 2025/327, article 9. */
  @ParameterizedTest
  @ValueSource(strings = {"P35M", "P2Y11M", "P3Y1D", "P0D", "P1Y"})
  void noEntryIsKeptForLessThanThreeYearsOrForPartOfAMonth(String retention) {
    refused(
        COMPLETE,
        Map.of("GATEWAY_JOURNAL_RETENTION", retention),
        "gateway.journal.retention: "
            + Period.parse(retention).normalized()
            + " is not whole months, at least P3Y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"P3Y", "P36M", "P10Y", "P37M"})
  void entriesAreKeptForWholeMonths(String retention) {
    assertThat(
            read(COMPLETE, Map.of("GATEWAY_JOURNAL_RETENTION", retention))
                .journal()
                .retention()
                .toTotalMonths())
        .isEqualTo(Period.parse(retention).toTotalMonths());
  }

  @Test
  void aTokenKeepsTheKeyInsteadOfAFile() {
    Map<String, String> token = new HashMap<>();
    String module = TestKeys.journal().key().toString();
    String within = COMPLETE.replaceFirst("journal: .*\n", "journal: { queue: 64 }\n");
    token.put("GATEWAY_JOURNAL_PKCS11_LIBRARY", module);

    refused(within, Map.of(), "gateway.journal.key: is missing");
    refused(within, token, "gateway.journal.pkcs11.token-label: is missing");
    token.put("GATEWAY_JOURNAL_PKCS11_TOKEN_LABEL", "prunelle");
    refused(within, token, "gateway.journal.pkcs11.key-label: is missing");
    token.put("GATEWAY_JOURNAL_PKCS11_KEY_LABEL", "journal");
    refused(within, token, "gateway.journal.pkcs11.pin: is missing");
    token.put("GATEWAY_JOURNAL_PKCS11_PIN", "tokenword");

    Settings.Journal read = read(within, token).journal();
    assertThat(read.key()).isNull();
    assertThat(read.pkcs11())
        .isEqualTo(
            new Settings.Pkcs11(Path.of(module), null, "prunelle", "journal", "tokenword", null));
    assertThat(read(within, token).toString()).doesNotContain("tokenword");
    refused(COMPLETE, token, "gateway.journal.key: is there beside gateway.journal.pkcs11.library");
    token.put("GATEWAY_JOURNAL_PKCS11_SLOT", "1658168563");
    refused(
        within,
        token,
        "gateway.journal.pkcs11.token-label: is there beside gateway.journal.pkcs11.slot");
    token.remove("GATEWAY_JOURNAL_PKCS11_TOKEN_LABEL");
    assertThat(read(within, token).journal().pkcs11().slot()).isEqualTo(1_658_168_563L);
    token.put("GATEWAY_JOURNAL_PKCS11_SLOT", "first");
    refused(within, token, "gateway.journal.pkcs11.slot: first is not the number of a slot");
  }

  private void refused(String yaml, Map<String, String> environment, String problem) {
    assertThatThrownBy(() -> read(yaml, environment))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage(problem);
  }

  @Test
  void aCompleteFileIsRead() {
    Settings settings = read(COMPLETE, Map.of());

    assertThat(settings.publicUrl()).hasToString("http://127.0.0.1:8400");
    assertThat(settings.management().port()).isEqualTo(8401);
    assertThat(settings.consent().pollInterval()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.consent().maxStaleness()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.hosts().get(0).certificate())
        .isEqualTo(Certificate.until(LocalDate.of(2028, 5, 31)));
    assertThat(settings.hosts().get(1).certificate()).isNull();
    assertThat(settings.practices().get(0).hosting()).isEqualTo("cabinet-des-lilas@nuage-sante");
  }

  @Test
  void theGlassIsBrokenNowhereUnlessAPracticeSaysSo() {
    String enabled =
        COMPLETE.replace(
            "cloud: nuage-sante }", "cloud: nuage-sante, break-glass: { enabled: true } }");
    String strict =
        enabled.replace(
            "enabled: true",
            "enabled: true, duration: 15m, openings-per-day: 2, while-leaving: true");

    assertThat(read(COMPLETE, Map.of()).practices().get(0).breakGlass()).isNull();
    assertThat(read(enabled, Map.of()).practices().get(0).breakGlass())
        .isEqualTo(new BreakGlass(Duration.ofHours(1), 10, false));
    assertThat(read(strict, Map.of()).practices().get(0).breakGlass())
        .isEqualTo(new BreakGlass(Duration.ofMinutes(15), 2, true));
    assertThatThrownBy(() -> read(enabled.replace("enabled: true", "enabled: yes-sir"), Map.of()))
        .hasMessageContaining("gateway.practices[0].break-glass.enabled");
    assertThatThrownBy(() -> read(strict.replace("15m", "48h"), Map.of()))
        .hasMessageContaining("gateway.practices[0].break-glass.duration");
    assertThatThrownBy(() -> read(strict.replace("leaving: true", "leaving: perhaps"), Map.of()))
        .hasMessageContaining("gateway.practices[0].break-glass.while-leaving");
  }

  @Test
  void anAuditCountsForAYearAndSixtyDaysUnlessSaidOtherwise() {
    String audited =
        COMPLETE.replace(
            "expires: 2028-05-31", "expires: 2028-05-31, last-surveillance-audit: 2026-05-20");
    String strict = audited + "  certificates: { audit-interval: P6M, grace: P0D }\n";

    assertThat(read(audited, Map.of()).hosts().get(0).certificate())
        .isEqualTo(new Certificate(LocalDate.of(2028, 5, 31), LocalDate.of(2027, 7, 19)));
    assertThat(read(strict, Map.of()).hosts().get(0).certificate())
        .isEqualTo(new Certificate(LocalDate.of(2028, 5, 31), LocalDate.of(2026, 11, 20)));
  }

  @Test
  void allOfFhirThatCanBeHeldToARecordIsOfferedUnlessLessIsWanted() {
    String less =
        COMPLETE + "  fhir: { interactions: [read, search-type], operations: \"everything\" }\n";

    assertThat(read(COMPLETE, Map.of()).fhir()).isEqualTo(Settings.Fhir.ALL);
    assertThat(read(less, Map.of()).fhir().interactions())
        .containsExactlyInAnyOrder("read", "search-type");
    assertThat(read(less, Map.of()).fhir().operations()).containsExactly("everything");
    assertThat(read(less, Map.of("GATEWAY_FHIR_INTERACTIONS", "read, vread")).fhir().interactions())
        .containsExactlyInAnyOrder("read", "vread");
    assertThat(read(less, Map.of("GATEWAY_FHIR_INTERACTIONS", "read")).fhir().interactions())
        .containsExactly("read");
  }

  @Test
  void whatCannotBeHeldToARecordIsNotOfferedHoweverMuchItIsWanted() {
    for (String line :
        new String[] {
          "  fhir: { interactions: [read, everything] }",
          "  fhir: { interactions: Read }",
          "  fhir: { operations: export }",
          "  fhir: { operations: $everything }"
        }) {
      assertThatThrownBy(() -> read(COMPLETE + line + "\n", Map.of()))
          .as(line)
          .isInstanceOf(InvalidSettings.class)
          .hasMessageContaining("gateway.fhir.");
    }
  }

  @Test
  void theJournalIsPassedOnToNobodyUnlessSomebodyIsNamed() {
    assertThat(read(COMPLETE, Map.of()).siem()).isNull();
    assertThat(read(COMPLETE, Map.of()).unusual().window()).isEqualTo(Period.ofYears(1));
    assertThat(read(COMPLETE, Map.of("GATEWAY_SIEM_SYSLOG_HOST", "siem.example")).siem())
        .isEqualTo(new Settings.Syslog("siem.example", 6514, null, null, null, 16));
  }

  @Test
  void aBundleIsNeverMoreThanACallerMayAskAtOnce() {
    String burst = "GATEWAY_CLIENTS_BURST";
    String entries = "GATEWAY_LIMITS_BUNDLE_ENTRIES";

    assertThat(read(COMPLETE, Map.of()).limits().bundleEntries()).isEqualTo(200);
    assertThat(read(COMPLETE, Map.of(burst, "40")).limits().bundleEntries()).isEqualTo(39);
    assertThat(read(COMPLETE, Map.of(entries, "499")).limits().bundleEntries()).isEqualTo(499);
    assertThatThrownBy(() -> read(COMPLETE, Map.of(entries, "500")))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("gateway.limits.bundle-entries")
        .hasMessageContaining("gateway.clients.burst, 500");
  }

  @Test
  void aPasswordIsTakenAsItStands() {
    assertThat(read(COMPLETE, Map.of()).database().credentials().secret()).isEqualTo("pass${word}");
  }

  @ParameterizedTest
  @CsvSource({
    "GATEWAY_LISTEN_PORT,9400",
    "GATEWAY_DATABASE_POOL_SIZE,3",
    "GATEWAY_PUBLIC_URL,https://sante.example",
    "GATEWAY_HOSTS_1__URL,https://ehr.example/fhir",
    "GATEWAY_CONSENT_POLL_INTERVAL,250ms"
  })
  void theEnvironmentOverridesTheFile(String variable, String value) {
    Settings settings = read(COMPLETE, Map.of(variable, value));

    String number = value.replace("ms", "");
    assertThat(settings.toString() + settings.consent().pollInterval().toMillis()).contains(number);
  }

  @Test
  void variablesOfAServiceCalledGatewayDoNotStopTheStart() {
    assertThat(
            read(COMPLETE, Map.of("GATEWAY_SERVICE_HOST", "10.0.0.1", "GATEWAY_PORT", "tcp://x"))
                .listen()
                .port())
        .isEqualTo(8400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "expires: 2028-05-31 | expires: 2026-02-30 | gateway.hosts[0].certificate.expires: 2026-02-30 is not a date",
        "algorithm: RS256 | algorithm: none | gateway.token.algorithm: none is not one of",
        "algorithm: RS256 | algorithm: HS256 | gateway.token.algorithm: HS256 is not one of",
        "port: 8407 | port: 84070 | gateway.database.port: 84070 is not a whole number from 0 to 65535",
        "port: 8407 | port: many | gateway.database.port: many is not a whole number",
        "pool-size: 8 | pool-size: 0 | gateway.database.pool-size: 0 is not a whole number from 1 to 1000",
        "poll-interval: 500ms | poll-interval: soon | gateway.consent.poll-interval: soon is not a duration",
        "poll-interval: 500ms | poll-interval: 0ms | gateway.consent.poll-interval: 0ms is less than 10ms",
        "poll-interval: 500ms | poll-interval: 11s | gateway.consent.poll-interval: 11s is more than 10s",
        "max-staleness: 30s | max-staleness: 400ms | gateway.consent.max-staleness: 400ms is less than 501ms",
        "max-staleness: 30s | max-staleness: 11m | gateway.consent.max-staleness: 660s is more than 600s",
        "max-staleness: 30s | max-staleness: 30s, catch-up: 1h | gateway.consent.catch-up: 3600s is more than 10s",
        "audience: prunelle-gateway, | audience: prunelle-gateway, leeway: 2m, | gateway.token.leeway: 120s is more than 60s",
        "cloud: nuage-sante | cloud: nuage | gateway.practices[0].cloud: nuage is not among gateway.hosts",
        "cloud: nuage-sante | cloud: cabinet | gateway.practices[0].cloud: cabinet is not of kind cloud",
        "on-premise: cabinet | on-premise: nuage-sante | gateway.practices[0].on-premise: nuage-sante is not of kind on-premise",
        "cloud: nuage-sante } | cloud: nuage-sante }XX    - { id: other, on-premise: cabinet } | gateway.practices[1].on-premise: cabinet is another practice's",
        "kind: cloud | kind: sky | gateway.hosts[0].kind: sky is not one of [cloud, on-premise]",
        "id: cabinet, | id: nuage-sante, | gateway.hosts[1].id: nuage-sante is given twice",
        "id: cabinet, | id: Le Cabinet, | gateway.hosts[1].id: Le Cabinet is not an identifier",
        "audience: prunelle-gateway, | '' | gateway.token.audience: is missing",
        ", certificate: { expires: 2028-05-31 } | '' | gateway.hosts[0].certificate.expires: is missing for a cloud host",
        "http://127.0.0.1:8404/fhir | ftp://127.0.0.1/fhir | gateway.hosts[0].url: ftp://127.0.0.1/fhir is not an http(s) URL",
        "http://127.0.0.1:8404/fhir | http://127.0.0.1/fhir?x=y | gateway.hosts[0].url: http://127.0.0.1/fhir?x=y is not an http(s) URL",
        "hosts: | clients: { origins: [ 'https://app.example', 'https://app.example/' ] }XX  hosts: | gateway.clients.origins: https://app.example/ is not an origin as browsers write it",
        "hosts: | clients: { origins: 'https://app.example:443' }XX  hosts: | gateway.clients.origins: https://app.example:443 is not an origin",
        "hosts: | clients: { origins: 'https://*.example' }XX  hosts: | gateway.clients.origins: https://*.example is not an origin",
        "hosts: | clients: { origins: 'null' }XX  hosts: | gateway.clients.origins: null is not an origin",
        "hosts: | clients: { trusted-proxies: 'proxy.example' }XX  hosts: | gateway.clients.trusted-proxies: proxy.example is not an IP address",
        "hosts: | clients: { trusted-proxies: '10.0.0.0/8' }XX  hosts: | gateway.clients.trusted-proxies: 10.0.0.0/8 is not an IP address",
        "port: 8400 } | port: 8400, tls: { certificate: /nowhere.pem } } | gateway.listen.tls.certificate: /nowhere.pem is no file that can be read",
        "port: 8400 } | port: 8400, tls: { certificate: src } } | gateway.listen.tls.certificate: src is no file that can be read",
        "port: 8400 } | port: 8400, tls: { client-ca: pom.xml } } | gateway.listen.tls.certificate: is missing beside the others",
        "port: 8400 } | port: 8400, tls: { certificate: pom.xml } } | gateway.listen.tls.key: is missing beside the others",
        "port: 8400 } | port: 8400, tls: { http2: maybe } } | gateway.listen.tls.http2: is neither true nor false",
        "port: 8400 } | port: 8400, tls: { key: pom.xml } } | gateway.listen.tls.certificate: is missing beside the others",
        "hosts: | siem: { syslog: { overlap: 2, ca: /nowhere.pem } }XX  hosts: | gateway.siem.syslog.ca: /nowhere.pem is no file that can be read",
        "hosts: | siem: { syslog: { host: siem.example, ca: pom.xml } }XX  hosts: | gateway.siem.syslog.ca: pom.xml is no file with certificates in PEM",
        "hosts: | siem: { syslog: { host: siem.example, key: pom.xml } }XX  hosts: | gateway.siem.syslog.certificate: is missing beside the other",
        "hosts: | siem: { syslog: { host: siem.example, port: 0 } }XX  hosts: | gateway.siem.syslog.port: 0 is not a whole number from 1 to 65535",
        "hosts: | siem: { syslog: { host: siem.example, tls: false } }XX  hosts: | gateway.siem.syslog.tls: is not a known key",
        "hosts: | unusual: { window: P45D }XX  hosts: | gateway.unusual.window: P45D is not whole months, from P3M to P36M",
        "hosts: | unusual: { window: P4Y }XX  hosts: | gateway.unusual.window: P4Y is not whole months, from P3M to P36M",
        "hosts: | siem: { syslog: { port: 514 } }XX  hosts: | gateway.siem.syslog.host: is missing beside the others",
        "pool-size: 8 | pool-size: 8, ca: /nowhere.pem | gateway.database.ca: /nowhere.pem is no file that can be read",
        "http://127.0.0.1:8404/fhir | http://nuage.example/fhir | gateway.hosts[0].url: http://nuage.example/fhir is not https",
        "http://127.0.0.1:8404/fhir | http://localhost.example/fhir | gateway.hosts[0].url: http://localhost.example/fhir is not https",
        "http://127.0.0.1:8402/realms | http://sante.example/realms | gateway.token.issuer: http://sante.example/realms/sante is not https",
        "http://127.0.0.1:8400/ | http://prunelle.example/ | gateway.public-url: http://prunelle.example is not https",
        "hosts: | limits: { upstream-timeout: 0ms }XX  hosts: | gateway.limits.upstream-timeout: 0ms is less than 1000ms",
        "hosts: | limits: { memory: 999999GiB }XX  hosts: | gateway.limits.memory: 1073740750258176 bytes are not from",
        "hosts: | certificates: { grace: P100Y }XX  hosts: | gateway.certificates.grace: P100Y is more than P1Y",
        "hosts: | certificates: { audit-interval: P100Y }XX  hosts: | gateway.certificates.audit-interval: P100Y is more than P1Y",
        "hosts: | certificates: { audit-interval: P366D }XX  hosts: | gateway.certificates.audit-interval: P366D is more than P1Y",
        "expires: 2028-05-31 | expires: 2206-05-31 | gateway.hosts[0].certificate.expires: 2206-05-31 is after 2030-06-30",
        "expires: 2028-05-31 | expires: 2028-05-31, last-surveillance-audit: 2062-05-20 | gateway.hosts[0].certificate.last-surveillance-audit: 2062-05-20 is after 2026-06-30",
        "http://127.0.0.1:8405/fhir | http://127.0.0.1:8404/fhir | gateway.hosts[1].url: http://127.0.0.1:8404/fhir is the same server as gateway.hosts[0].url",
        "http://127.0.0.1:8405/fhir | HTTPS://127.0.0.1:8404/x/../fhir/ | gateway.hosts[1].url: https://127.0.0.1:8404/x/../fhir is the same server as gateway.hosts[0].url",
        "8405/fhir\" } | 8405/fhir\" }XX    - { id: cabinet-b, kind: on-premise, url: 'http://127.0.0.1:8405/fhir' } | gateway.hosts[2].url: http://127.0.0.1:8405/fhir is the same server as gateway.hosts[1].url",
        "audience: prunelle-gateway, | audience: prunelle-gateway, clients: [], | gateway.token.clients: is empty: leave it out",
        "audience: prunelle-gateway, | audience: prunelle-gateway, clients: ['', ' '], | gateway.token.clients: is empty",
        "hosts: | fhir: { operations: [] }XX  hosts: | gateway.fhir.operations: is empty",
        "hosts: | fhir: { interactions: [] }XX  hosts: | gateway.fhir.interactions: is empty",
        "hosts: | fhir: { interactions: ',' }XX  hosts: | gateway.fhir.interactions: is empty",
        "pool-size: 8 | pool-size: 8, ca: | gateway.database.ca: is empty",
        "pool-size: 8 | pool-size: 8, ca: '  ' | gateway.database.ca: is empty",
        "client-secret: pageword | client-secret: | gateway.page.client-secret: is empty",
        "hosts: | transfer: { answer-timeout: 1s }XX  hosts: | gateway.transfer.answer-timeout: 1000ms is less than 5000ms",
        "hosts: | transfer: { answer-timeout: 1h }XX  hosts: | gateway.transfer.answer-timeout: 3600s is more than 600s",
        "hosts: | clients: { head-timeout: 312h }XX  hosts: | gateway.clients.head-timeout: 1123200s is more than 600s",
        "gateway: | siem: { syslog: { host: siem.example } }XXgateway: | siem.syslog.host: is not a known key",
        "pool-size: 8 | pool-sise: 8 | gateway.database.pool-sise: is not a known key"
      })
  void aWrongValueIsNamed(String right, String wrong, String message) {
    assertThat(COMPLETE).contains(right);

    assertThatThrownBy(() -> read(COMPLETE.replace(right, wrong.replace("XX", "\n")), Map.of()))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageStartingWith(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aFileMayBeOfSeveralDocumentsAndNoneHasAnEmptyKey() {
    String empty = COMPLETE.replace("pool-size: 8", "pool-size: 8, ca:");

    assertThat(read(COMPLETE + "---\n" + COMPLETE, Map.of()).database().poolSize()).isEqualTo(8);
    for (String file : List.of(COMPLETE + "---\n" + empty, empty + "---\n" + COMPLETE)) {
      refused(file, Map.of(), "gateway.database.ca: is empty: leave it out, or say what it is");
    }
  }

  @Test
  void aWrongVariableOfTheEnvironmentIsNamedByItsKey() {
    assertThatThrownBy(() -> read(COMPLETE, Map.of("GATEWAY_TOKEN_ALGORITHM", "none")))
        .hasMessageStartingWith("gateway.token.algorithm: none");
  }

  /** Else it would be reached without TLS. */
  @Test
  void aSchemeInCapitalsIsTheSame() {
    Map<String, String> capitals =
        Map.of(
            "GATEWAY_HOSTS_0__URL", "HTTPS://Nuage.example/Fhir",
            "GATEWAY_PUBLIC_URL", "HTTPS://Sante.example/");

    assertThat(read(COMPLETE, capitals).hosts().get(0).url())
        .hasToString("https://Nuage.example/Fhir");
    assertThat(read(COMPLETE, capitals).publicUrl()).hasToString("https://Sante.example");
  }

  /** As whoever fills them in by a template leaves them. */
  @ParameterizedTest
  @CsvSource({
    "GATEWAY_DATABASE_CA, gateway.database.ca",
    "GATEWAY_HOSTS_0__CERTIFICATE_AUTHORITY, gateway.hosts[0].certificate-authority",
    "GATEWAY_TOKEN_CLIENTS, gateway.token.clients",
    "GATEWAY_PAGE_PRACTICE_ACR, gateway.page.practice-acr",
    "GATEWAY_JOURNAL_WITNESS_URL, gateway.journal.witness.url"
  })
  void aVariableThatIsEmptyTurnsNothingOff(String variable, String key) {
    assertThatThrownBy(() -> read(COMPLETE, Map.of(variable, "")))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage(key + ": is empty: leave it out, or say what it is");
  }

  @Test
  void whatAHostIsTrustedByHasToBeThere() {
    assertThatThrownBy(
            () -> read(COMPLETE, Map.of("GATEWAY_HOSTS_0__CERTIFICATE_AUTHORITY", "/nowhere.pem")))
        .hasMessage(
            "gateway.hosts[0].certificate-authority: /nowhere.pem is no file with certificates in"
                + " PEM");
  }

  @Test
  void whatADatabaseIsTrustedByHasToBeACertificate() throws IOException {
    Path ca = Files.writeString(directory.resolve("ca.pem"), "not a certificate");
    String wrong = ": " + ca + " is no file with certificates in PEM";

    refused(COMPLETE, Map.of("GATEWAY_DATABASE_CA", ca.toString()), "gateway.database.ca" + wrong);
    refused(
        COMPLETE,
        Map.of(
            "GATEWAY_JOURNAL_WITNESS_POSTGRESQL_HOST", "witness.example",
            "GATEWAY_JOURNAL_WITNESS_POSTGRESQL_PORT", "5432",
            "GATEWAY_JOURNAL_WITNESS_POSTGRESQL_NAME", "witness",
            "GATEWAY_JOURNAL_WITNESS_POSTGRESQL_USER", "prunelle_witness",
            "GATEWAY_JOURNAL_WITNESS_POSTGRESQL_PASSWORD", "witnessword",
            "GATEWAY_JOURNAL_WITNESS_POSTGRESQL_CA", ca.toString()),
        "gateway.journal.witness.postgresql.ca" + wrong);
  }

  @Test
  void aHostsCredentialsAreNotToldWhenTheyAreWrong() {
    assertThatThrownBy(() -> read(COMPLETE, Map.of("GATEWAY_HOSTS_0__AUTHORIZATION", "geheim")))
        .hasMessageStartingWith("gateway.hosts[0].authorization: ")
        .hasMessageNotContaining("geheim");
  }

  @Test
  void aLimitThatNobodyCouldKeepToIsNone() {
    assertThatThrownBy(() -> read(COMPLETE, Map.of("GATEWAY_CLIENTS_HEAD_TIMEOUT", "0s")))
        .hasMessage("gateway.clients.head-timeout: 0ms is less than 1000ms");
    assertThatThrownBy(() -> read(COMPLETE, Map.of("GATEWAY_CLIENTS_REQUEST_LINE", "5B")))
        .hasMessage("gateway.clients.request-line: 5 bytes are not from 256 to 1048576");
  }

  @Test
  void aBodyHasToFitIntoMemory() {
    assertThatThrownBy(() -> read(COMPLETE, Map.of("GATEWAY_LIMITS_RESPONSE_BODY", "2GiB")))
        .hasMessage("gateway.limits.response-body: 2GiB is more than 1GiB");
  }

  /** A small practice's own server has no certificate, and stands in the same room. */
  @Test
  void aHostOnThePremisesMayBeReachedWithoutTls() {
    String lan = COMPLETE.replace("http://127.0.0.1:8405/fhir", "http://10.0.0.5/fhir");

    assertThat(read(lan, Map.of()).hosts().get(1).url()).hasToString("http://10.0.0.5/fhir");
  }

  @Test
  void memoryMayBeMoreThanABodyMay() {
    long heap = Runtime.getRuntime().maxMemory();

    assertThat(
            read(COMPLETE, Map.of("GATEWAY_LIMITS_MEMORY", (heap >> 10) + "KiB")).limits().memory())
        .isGreaterThan(heap - 1024);
  }

  @Test
  void aPagingKeyMustBe32Bytes() {
    assertThatThrownBy(() -> read(COMPLETE, Map.of("GATEWAY_PAGING_KEY", "c2hvcnQ=")))
        .hasMessage("gateway.paging.key: is not 32 bytes in Base64");
  }

  @Test
  void aFileThatIsNotThereOrNotYamlIsNamed() {
    assertThatThrownBy(() -> Settings.load(directory.resolve("absent.yaml")))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageEndingWith("absent.yaml cannot be read");
    assertThatThrownBy(() -> read("gateway: [unclosed", Map.of()))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageEndingWith("is not YAML");
  }

  /** The practices that come first in the file would be none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '  practices: []'                                           | gateway.practices
          '  siem: { syslog: { host: a, "host": b } }'                | gateway.siem.syslog.host
          '  page: { client-id: other }'                              | gateway.page
          '  fhir: { interactions: [ { a: 1, a: 2 } ] }'              | gateway.fhir.interactions[0].a
          'gateway: {}'                                               | gateway
          """)
  void aKeyThatIsGivenTwiceIsNamed(String more, String key) {
    refused(COMPLETE + more + "\n", Map.of(), key + ": is given twice");
  }

  @Test
  void whatIsMergedInGivesWayToWhatStandsBesideIt() {
    String merged =
        COMPLETE
            + "  limits: { <<: { bundle-entries: 7, request-body: 1MiB }, bundle-entries: 8 }\n";

    assertThat(read(merged, Map.of()).limits().bundleEntries()).isEqualTo(8);
  }

  @Test
  void secretsDoNotShowWhenSettingsArePrinted() {
    assertThat(read(COMPLETE, Map.of()).toString())
        .doesNotContain("pass${word}", "ownerword", "consentword", "pageword");
  }

  /** Keys as the reader asks for them, list indices left out. */
  @Test
  void everyKeyIsDocumented() throws IOException {
    String documentation = Files.readString(Path.of("docs/configuration.md"));
    Keys keys =
        new Keys(
            new SmallRyeConfigBuilder()
                .withSources(new YamlConfigSource("complete", COMPLETE))
                .build());
    assertThat(new SettingsReader(keys, TODAY).read()).isNotNull();

    assertThat(keys.asked())
        .hasSizeGreaterThan(30)
        .allSatisfy(
            key ->
                assertThat(documentation).contains("`" + key.replaceAll("\\[\\d+]", "[]") + "`"));
  }

  private Settings read(String yaml, Map<String, String> environment) {
    try {
      Path file = Files.writeString(directory.resolve("gateway.yaml"), yaml);
      return SettingsFile.read(file, environment, TODAY);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
