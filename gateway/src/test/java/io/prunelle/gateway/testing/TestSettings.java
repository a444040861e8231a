// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import io.prunelle.gateway.config.Certificate;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Settings as a small installation has them. */
public final class TestSettings {

  /** Where nothing listens: for tests that need no such part. */
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

  private TestSettings() {}

  /** For tests that need a realm alone. */
  public static Settings of(TestRealm realm) {
    return of(
        realm,
        new Settings.Database(
            "127.0.0.1", 9, "none", new Settings.Credentials("none", "none"), 1, 2, null),
        new Settings.Credentials("none", "none"),
        NOWHERE,
        NOWHERE,
        0);
  }

  /** For tests of the projection. */
  public static Settings of(TestRealm realm, TestDatabase database) {
    return of(realm, database.settings(), database.owner(), NOWHERE, NOWHERE, 0);
  }

  /** For tests that need a database alone. */
  public static Settings of(TestDatabase database) {
    return of(NOWHERE, database.settings(), database.owner(), NOWHERE, NOWHERE, 0);
  }

  /** For tests of how a database is reached. */
  public static Settings of(Settings.Database database, Settings.Credentials owner) {
    return of(NOWHERE, database, owner, NOWHERE, NOWHERE, 0);
  }

  /** The same with another secret of the page's client. */
  public static Settings with(Settings s, Settings.Page page) {
    return copy(
        s,
        s.tls(),
        s.token(),
        page,
        s.journal(),
        s.siem(),
        s.limits(),
        s.clients(),
        s.hosts(),
        s.practices());
  }

  /** The same for tokens that are signed by this algorithm. */
  public static Settings signedBy(Settings s, String algorithm) {
    Settings.Token t = s.token();
    return with(
        s,
        new Settings.Token(
            t.issuer(), t.audience(), algorithm, t.leeway(), t.clients(), t.introspection()));
  }

  /** The same, reached by this address. */
  public static Settings reachedBy(Settings s, URI publicUrl) {
    return new Settings(
        publicUrl,
        s.listen(),
        s.tls(),
        s.management(),
        s.database(),
        s.migration(),
        s.token(),
        s.consent(),
        s.page(),
        s.pagingKey(),
        s.journal(),
        s.siem(),
        s.unusual(),
        s.transfer(),
        s.limits(),
        s.clients(),
        s.fhir(),
        s.hosts(),
        s.practices());
  }

  /** The same with other limits. */
  public static Settings with(Settings s, Settings.Limits limits, Settings.Clients clients) {
    return with(s, limits, clients, s.hosts(), s.practices());
  }

  /** The same with applications in browsers. */
  public static Settings allowing(Settings s, String... origins) {
    return with(s, Set.of(origins), s.clients().trustedProxies());
  }

  /** The same behind these proxies. */
  public static Settings behind(Settings s, String... proxies) {
    return with(s, s.clients().origins(), Set.of(proxies));
  }

  /** The same for callers who may ask so often. */
  public static Settings limiting(Settings s, int perSecond, int burst) {
    Settings.Clients c = s.clients();
    return with(s, perSecond, burst, c.origins(), c.trustedProxies());
  }

  private static Settings with(Settings s, Set<String> origins, Set<String> proxies) {
    return with(s, s.clients().perSecond(), s.clients().burst(), origins, proxies);
  }

  private static Settings with(
      Settings s, int perSecond, int burst, Set<String> origins, Set<String> proxies) {
    Settings.Clients c = s.clients();
    return with(
        s,
        s.limits(),
        new Settings.Clients(
            c.requestLine(),
            c.headers(),
            c.headTimeout(),
            c.bodyTimeout(),
            c.answerTimeout(),
            perSecond,
            burst,
            origins,
            proxies));
  }

  /** The same for tokens of these applications alone. */
  public static Settings forClients(Settings s, String... clients) {
    Settings.Token t = s.token();
    return with(
        s,
        new Settings.Token(
            t.issuer(),
            t.audience(),
            t.algorithm(),
            t.leeway(),
            Set.of(clients),
            t.introspection()));
  }

  /** The same, where the realm is asked about tokens. */
  public static Settings introspecting(Settings s, Settings.Introspection when) {
    Settings.Token t = s.token();
    return with(
        s,
        new Settings.Token(t.issuer(), t.audience(), t.algorithm(), t.leeway(), t.clients(), when));
  }

  /** The same, ending TLS itself. */
  public static Settings tls(Settings s, Settings.Tls tls) {
    return copy(
        s,
        tls,
        s.token(),
        s.page(),
        s.journal(),
        s.siem(),
        s.limits(),
        s.clients(),
        s.hosts(),
        s.practices());
  }

  /** The same, passing its journal on. */
  public static Settings streaming(Settings s, Settings.Syslog siem) {
    return copy(
        s,
        s.tls(),
        s.token(),
        s.page(),
        s.journal(),
        siem,
        s.limits(),
        s.clients(),
        s.hosts(),
        s.practices());
  }

  private static Settings with(Settings s, Settings.Token token) {
    return copy(
        s,
        s.tls(),
        token,
        s.page(),
        s.journal(),
        s.siem(),
        s.limits(),
        s.clients(),
        s.hosts(),
        s.practices());
  }

  /** The same with another way to keep the journal. */
  public static Settings with(Settings s, Settings.Journal journal) {
    return copy(
        s,
        s.tls(),
        s.token(),
        s.page(),
        journal,
        s.siem(),
        s.limits(),
        s.clients(),
        s.hosts(),
        s.practices());
  }

  /** The same, following the ledger seldom and content with that. */
  public static Settings following(Settings s, Duration interval) {
    return with(
        s,
        new Settings.Consent(
            s.consent().client(), interval, interval.multipliedBy(2), s.consent().catchUp()));
  }

  /** The same, following the ledger in another way. */
  public static Settings with(Settings s, Settings.Consent consent) {
    return new Settings(
        s.publicUrl(),
        s.listen(),
        s.tls(),
        s.management(),
        s.database(),
        s.migration(),
        s.token(),
        consent,
        s.page(),
        s.pagingKey(),
        s.journal(),
        s.siem(),
        s.unusual(),
        s.transfer(),
        s.limits(),
        s.clients(),
        s.fhir(),
        s.hosts(),
        s.practices());
  }

  /** The same for another instance, on any port. */
  public static Settings beside(Settings s) {
    return new Settings(
        s.publicUrl(),
        new Settings.Address(s.listen().host(), 0),
        s.tls(),
        s.management(),
        s.database(),
        s.migration(),
        s.token(),
        s.consent(),
        s.page(),
        s.pagingKey(),
        s.journal(),
        s.siem(),
        s.unusual(),
        s.transfer(),
        s.limits(),
        s.clients(),
        s.fhir(),
        s.hosts(),
        s.practices());
  }

  /** The same with other hosts. */
  public static Settings with(Settings s, List<Host> hosts, List<Practice> practices) {
    return with(s, s.limits(), s.clients(), hosts, practices);
  }

  private static Settings with(
      Settings s,
      Settings.Limits limits,
      Settings.Clients clients,
      List<Host> hosts,
      List<Practice> practices) {
    return copy(
        s, s.tls(), s.token(), s.page(), s.journal(), s.siem(), limits, clients, hosts, practices);
  }

  private static Settings copy(
      Settings s,
      Settings.@Nullable Tls tls,
      Settings.Token token,
      Settings.Page page,
      Settings.Journal journal,
      Settings.@Nullable Syslog siem,
      Settings.Limits limits,
      Settings.Clients clients,
      List<Host> hosts,
      List<Practice> practices) {
    return new Settings(
        s.publicUrl(),
        s.listen(),
        tls,
        s.management(),
        s.database(),
        s.migration(),
        token,
        s.consent(),
        page,
        s.pagingKey(),
        journal,
        siem,
        s.unusual(),
        s.transfer(),
        limits,
        clients,
        s.fhir(),
        hosts,
        practices);
  }

  public static Settings of(
      TestRealm realm,
      Settings.Database database,
      Settings.Credentials owner,
      URI cloud,
      URI premises,
      int port) {
    return of(realm.issuer(), database, owner, cloud, premises, port);
  }

  private static Settings of(
      URI issuer,
      Settings.Database database,
      Settings.Credentials owner,
      URI cloud,
      URI premises,
      int port) {
    Host inTheCloud =
        new Host("nuage-sante", HostKind.CLOUD, cloud, Certificate.until(LocalDate.of(2999, 1, 1)));
    Host onPremise = new Host("cabinet", HostKind.ON_PREMISE, premises, null);
    return new Settings(
        URI.create("http://127.0.0.1:" + port),
        new Settings.Address("127.0.0.1", port),
        null,
        new Settings.Address("127.0.0.1", 0),
        database,
        owner,
        new Settings.Token(
            issuer,
            "prunelle-gateway",
            "RS256",
            Duration.ofSeconds(2),
            Set.of(),
            Settings.Introspection.NEVER),
        new Settings.Consent(
            new Settings.Credentials("prunelle-gateway", TestRealm.SECRET),
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1)),
        page("secret", null),
        new SecretKeySpec(new byte[32], "AES"),
        TestKeys.journal(),
        null,
        new Settings.Unusual(Period.ofMonths(12)),
        Settings.Transfer.DEFAULT,
        new Settings.Limits(
            1 << 20, 4 << 20, 50, 1_000, Duration.ofSeconds(2), 8, 1_000, Duration.ofSeconds(1)),
        new Settings.Clients(
            4 << 10,
            16 << 10,
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            1_000,
            1_000,
            Set.of(),
            Set.of()),
        Settings.Fhir.ALL,
        List.of(inTheCloud, onPremise),
        List.of(new Practice(TestRealm.PRACTICE, onPremise, inTheCloud)));
  }

  /**
   * The page's client, where nothing else is said.
   *
   * @param former secret; null when there was none
   */
  public static Settings.Page page(String secret, @Nullable String former) {
    return page(secret, former, Settings.Page.DECISION_MAX_AGE, Settings.Takeout.DEFAULT);
  }

  /** The same with other bounds. */
  public static Settings.Page page(
      String secret, Duration decisionMaxAge, Settings.Takeout takeout) {
    return page(secret, null, decisionMaxAge, takeout);
  }

  private static Settings.Page page(
      String secret, @Nullable String former, Duration decisionMaxAge, Settings.Takeout takeout) {
    return new Settings.Page(
        "prunelle-page", secret, former, decisionMaxAge, takeout, Set.of(), Map.of(), null);
  }
}
