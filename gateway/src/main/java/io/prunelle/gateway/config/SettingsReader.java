// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import io.netty.util.NetUtil;
import io.prunelle.gateway.config.Settings.Address;
import io.prunelle.gateway.config.Settings.Clients;
import io.prunelle.gateway.config.Settings.Consent;
import io.prunelle.gateway.config.Settings.Credentials;
import io.prunelle.gateway.config.Settings.Database;
import io.prunelle.gateway.config.Settings.Fhir;
import io.prunelle.gateway.config.Settings.Introspection;
import io.prunelle.gateway.config.Settings.Limits;
import io.prunelle.gateway.config.Settings.Page;
import io.prunelle.gateway.config.Settings.Takeout;
import io.prunelle.gateway.config.Settings.Token;
import io.prunelle.gateway.config.Settings.Transfer;
import io.prunelle.gateway.config.Settings.Unusual;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** From keys to settings: which there are, which are required, and what holds between them. */
final class SettingsReader {

  private static final Set<String> ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384");

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Longer than that, nobody waits for a record. */
  private static final Duration LONGEST_HOLD = Duration.ofSeconds(9);

  /**
   * HDS certificates are good for three years (HDS referential, after ISO/IEC 17021-1, 9.1.3.2),
   * and one that is renewed counts from where the former ends.
   */
  private static final Period LONGEST_CERTIFICATE = Period.ofYears(4);

  /** Surveillance audits are yearly (ISO/IEC 17021-1, 9.1.3.3). */
  private static final Period LONGEST_INTERVAL = Period.ofYears(1);

  /** An audit that is later than that is not late, but none. */
  private static final Period LONGEST_GRACE = Period.ofYears(1);

  /** Who says nothing for longer than that, a host or a client, is not waited for. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

  /** A host that is busy takes so long for what is well. */
  private static final Duration SHORTEST_ANSWER = Duration.ofSeconds(5);

  /** Who is unsure of the time by more than that cannot tell what has expired. */
  private static final Duration LONGEST_LEEWAY = Duration.ofMinutes(1);

  /** For so long a withdrawal may go unnoticed when the ledger is out of reach. */
  private static final Duration LONGEST_STALENESS = Duration.ofMinutes(10);

  /** What has happened within it is read again with each round. */
  private static final Duration LARGEST_CLOCK_MARGIN = Duration.ofHours(1);

  private final Keys keys;
  private final LocalDate today;

  /**
   * @param today by which certificates are judged
   */
  SettingsReader(Keys keys, LocalDate today) {
    this.keys = keys;
    this.today = today;
  }

  Settings read() {
    List<Host> hosts = hosts();
    Clients clients = clients();
    return new Settings(
        keys.safeUrl("gateway.public-url"),
        listenOn("gateway.listen"),
        new TlsReader(keys).read("gateway.listen.tls"),
        listenOn("gateway.management"),
        database(),
        migration(),
        token(),
        consent(),
        page(),
        pagingKey(),
        new JournalReader(keys).read("gateway.journal"),
        new SyslogReader(keys).read("gateway.siem.syslog"),
        unusual(),
        transfer(),
        limits(clients),
        clients,
        fhir(),
        hosts,
        practices(hosts));
  }

  private Address listenOn(String key) {
    return new Address(keys.text(key + ".host"), keys.port(key + ".port"));
  }

  private Database database() {
    return new Database(
        keys.text("gateway.database.host"),
        keys.port("gateway.database.port"),
        keys.text("gateway.database.name"),
        user("gateway.database"),
        keys.number("gateway.database.pool-size", 8, 1, 1000),
        keys.number("gateway.database.hold-pool-size", 16, 2, 1000),
        keys.certificates("gateway.database.ca"));
  }

  private @Nullable Credentials migration() {
    boolean given =
        keys.optional("gateway.migration.user").isPresent()
            || keys.optional("gateway.migration.password").isPresent();
    return given ? user("gateway.migration") : null;
  }

  private Credentials user(String key) {
    return new Credentials(keys.text(key + ".user"), keys.text(key + ".password"));
  }

  private Credentials client(String key) {
    return new Credentials(keys.text(key + ".client-id"), keys.text(key + ".client-secret"));
  }

  private Page page() {
    Credentials client = client("gateway.page");
    return new Page(
        client.id(),
        client.secret(),
        keys.optional("gateway.page.former-client-secret").orElse(null),
        keys.duration("gateway.page.decision-max-age", Page.DECISION_MAX_AGE, SECOND),
        takeout("gateway.page.takeout"),
        keys.words(
            "gateway.page.sign-in-origins",
            word -> origin(word) && !word.equals("*"),
            "an origin as browsers write it, such as https://login.example"),
        applications("gateway.page.applications"),
        keys.optional("gateway.page.practice-acr").orElse(null));
  }

  private Map<String, String> applications(String list) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < keys.count(list); i++) {
      String key = list + "[" + i + "]";
      String id = keys.text(key + ".id");
      if (names.put(id, keys.text(key + ".name")) != null) {
        throw new InvalidSettings(key + ".id", id + " is given twice");
      }
    }
    return Map.copyOf(names);
  }

  private Takeout takeout(String key) {
    Takeout otherwise = Takeout.DEFAULT;
    return new Takeout(
        keys.duration(key + ".kept", otherwise.kept(), Duration.ofHours(1)),
        keys.duration(key + ".longest", otherwise.longest(), SECOND),
        keys.number(key + ".at-once", otherwise.atOnce(), 1, 100),
        keys.number(key + ".per-day", otherwise.perDay(), 1, 1_000),
        keys.size(key + ".largest", otherwise.largest(), 1L << 20, 1L << 30),
        (long) keys.number(key + ".total-gib", (int) (otherwise.total() >> 30), 1, 100_000) << 30);
  }

  private Token token() {
    String algorithm = keys.text("gateway.token.algorithm", "RS256");
    if (!ALGORITHMS.contains(algorithm)) {
      throw new InvalidSettings(
          "gateway.token.algorithm", algorithm + " is not one of " + new TreeSet<>(ALGORITHMS));
    }
    return new Token(
        keys.safeUrl("gateway.token.issuer"),
        keys.text("gateway.token.audience"),
        algorithm,
        keys.duration("gateway.token.leeway", Duration.ofSeconds(5), Duration.ZERO, LONGEST_LEEWAY),
        keys.words(
            "gateway.token.clients",
            client -> client.matches("[!-~]{1,255}"),
            "the id of a client"),
        keys.optional("gateway.token.introspection").isPresent()
            ? keys.choice(
                "gateway.token.introspection", Introspection.values(), SettingsReader::spelling)
            : Introspection.NEVER);
  }

  private Consent consent() {
    Duration poll =
        keys.duration(
            "gateway.consent.poll-interval",
            Duration.ofMillis(500),
            Duration.ofMillis(10),
            Duration.ofSeconds(10));
    Duration staleness =
        keys.duration(
            "gateway.consent.max-staleness",
            Duration.ofSeconds(30),
            poll.plusMillis(1),
            LONGEST_STALENESS);
    return new Consent(
        client("gateway.consent"),
        poll,
        staleness,
        keys.duration(
            "gateway.consent.catch-up",
            Duration.ofSeconds(2),
            Duration.ofMillis(1),
            Duration.ofSeconds(10)));
  }

  /** Without one, links to further pages hold on this instance only, until it stops. */
  private SecretKey pagingKey() {
    byte[] key =
        keys.optional("gateway.paging.key")
            .map(SettingsReader::decoded)
            .orElseGet(() -> random(32));
    if (key.length != 32) {
      throw new InvalidSettings("gateway.paging.key", "is not 32 bytes in Base64");
    }
    return new SecretKeySpec(key, "AES");
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private Transfer transfer() {
    Transfer otherwise = Transfer.DEFAULT;
    int parallel = keys.number("gateway.transfer.parallel", otherwise.parallel(), 1, 64);
    String hold = "gateway.transfer.longest-hold";
    Duration longestHold = keys.duration(hold, otherwise.longestHold(), Duration.ofMillis(100));
    if (longestHold.compareTo(LONGEST_HOLD) > 0) {
      throw new InvalidSettings(hold, longestHold + " is longer than " + LONGEST_HOLD);
    }
    return new Transfer(
        parallel,
        keys.number("gateway.transfer.parallel-per-host", otherwise.perHost(), 1, 64),
        keys.number("gateway.transfer.requests-per-host", otherwise.requests(), 1, 64),
        longestHold,
        keys.size("gateway.transfer.largest-record", otherwise.largest()),
        keys.duration(
            "gateway.transfer.clock-margin", otherwise.clockMargin(), SECOND, LARGEST_CLOCK_MARGIN),
        keys.duration(
            "gateway.transfer.answer-timeout",
            otherwise.answer(),
            SHORTEST_ANSWER,
            LONGEST_SILENCE),
        keys.number("gateway.transfer.slowing", otherwise.slowing(), 5, 10_000));
  }

  private Unusual unusual() {
    String key = "gateway.unusual.window";
    Period window = keys.period(key, Period.ofMonths(12)).normalized();
    long months = window.toTotalMonths();
    if (!window.equals(Period.ofMonths((int) months).normalized()) || months < 3 || months > 36) {
      throw new InvalidSettings(key, window + " is not whole months, from P3M to P36M");
    }
    return new Unusual(window);
  }

  private Limits limits(Clients clients) {
    Limits limits =
        new Limits(
            keys.size("gateway.limits.request-body", 32L << 20),
            keys.size("gateway.limits.response-body", 32L << 20),
            bundleEntries(clients.burst()),
            keys.number("gateway.limits.matches", 1_000, 1, 100_000),
            keys.duration(
                "gateway.limits.upstream-timeout", Duration.ofSeconds(60), SECOND, LONGEST_SILENCE),
            keys.number("gateway.limits.upstream-connections", 64, 1, 10_000),
            keys.number("gateway.limits.upstream-failures", 5, 1, 10_000),
            keys.duration("gateway.limits.upstream-rest", Duration.ofSeconds(10), SECOND));
    String key = "gateway.limits.memory";
    long memory =
        keys.size(
            key, limits.memory(), 1, Math.max(limits.memory(), Runtime.getRuntime().maxMemory()));
    if (memory < Math.max(limits.requestBody(), limits.responseBody())) {
      throw new InvalidSettings(key, memory + " bytes are less than one body may have");
    }
    return limits.within(memory);
  }

  /** Each counts as a request, as does the bundle: one of more could never be served. */
  private int bundleEntries(int burst) {
    String key = "gateway.limits.bundle-entries";
    int entries = keys.number(key, Math.min(200, burst - 1), 1, 10_000);
    if (entries >= burst) {
      throw new InvalidSettings(
          key, entries + " requests and the bundle are more than gateway.clients.burst, " + burst);
    }
    return entries;
  }

  private Clients clients() {
    return new Clients(
        keys.size("gateway.clients.request-line", 8L << 10, 256, 1L << 20),
        keys.size("gateway.clients.headers", 16L << 10, 1L << 10, 1L << 20),
        keys.duration(
            "gateway.clients.head-timeout", Duration.ofSeconds(30), SECOND, LONGEST_SILENCE),
        keys.duration("gateway.clients.body-timeout", Duration.ofSeconds(60), SECOND),
        keys.duration("gateway.clients.answer-timeout", Duration.ofMinutes(5), SECOND),
        keys.number("gateway.clients.requests-per-second", 100, 1, 100_000),
        keys.number("gateway.clients.burst", 500, 2, 1_000_000),
        keys.words(
            "gateway.clients.origins",
            SettingsReader::origin,
            "an origin as browsers write it, such as https://app.example"),
        keys
            .words(
                "gateway.clients.trusted-proxies",
                word -> NetUtil.createByteArrayFromIpAddressString(word) != null,
                "an IP address")
            .stream()
            .map(SettingsReader::address)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** As the runtime writes it: addresses have many spellings. */
  private static String address(String word) {
    try {
      return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(word))
          .getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** As browsers write it (RFC 6454, 6.2): what is written otherwise would never be met. */
  private static boolean origin(String word) {
    return word.equals("*")
        || (word.matches("https?://[a-z0-9.-]+(:[1-9][0-9]{0,4})?")
            && !word.matches("http:.*:80|https:.*:443"));
  }

  private Fhir fhir() {
    return new Fhir(
        keys.some("gateway.fhir.interactions", Fhir.ALL.interactions()),
        keys.some("gateway.fhir.operations", Fhir.ALL.operations()));
  }

  private List<Host> hosts() {
    Certificate.Audits audits =
        new Certificate.Audits(
            keys.period("gateway.certificates.audit-interval", LONGEST_INTERVAL, LONGEST_INTERVAL),
            keys.period("gateway.certificates.grace", Period.ofDays(60), LONGEST_GRACE));
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < keys.count("gateway.hosts"); i++) {
      String key = "gateway.hosts[" + i + "]";
      HostKind kind = keys.choice(key + ".kind", HostKind.values(), SettingsReader::spelling);
      // What is on the premises may be reached over the practice's own wires
      URI url = kind == HostKind.CLOUD ? keys.safeUrl(key + ".url") : keys.url(key + ".url");
      Host host =
          new Host(
              keys.identifier(key + ".id"),
              kind,
              url,
              certificate(key + ".certificate", audits),
              new HostAccessReader(keys).read(key, url),
              stated(key));
      if (host.kind() == HostKind.CLOUD && host.certificate() == null) {
        throw new InvalidSettings(key + ".certificate.expires", "is missing for a cloud host");
      }
      if (hosts.stream().anyMatch(other -> other.id().equals(host.id()))) {
        throw new InvalidSettings(key + ".id", host.id() + " is given twice");
      }
      // What one of two practices has not placed anywhere would be the other's as well
      hosts.stream()
          .filter(host::isServer)
          .findFirst()
          .ifPresent(
              other -> {
                throw new InvalidSettings(
                    key + ".url",
                    host.url()
                        + " is the same server as gateway.hosts["
                        + hosts.indexOf(other)
                        + "].url");
              });
      hosts.add(host);
    }
    if (hosts.isEmpty()) {
      throw new InvalidSettings("gateway.hosts", "is missing");
    }
    return List.copyOf(hosts);
  }

  private Host.Stated stated(String key) {
    String backups = key + ".backups-kept";
    return new Host.Stated(
        keys.optional(key + ".legal-name").orElse(null),
        keys.optional(backups).isPresent() ? keys.period(backups, Period.ZERO) : null);
  }

  private @Nullable Certificate certificate(String key, Certificate.Audits audits) {
    LocalDate expires = keys.date(key + ".expires", today.plus(LONGEST_CERTIFICATE));
    LocalDate audited = keys.date(key + ".last-surveillance-audit", today);
    if (expires == null && audited != null) {
      throw new InvalidSettings(key + ".expires", "is missing beside last-surveillance-audit");
    }
    return expires == null ? null : new Certificate(expires, audits.until(audited));
  }

  private List<Practice> practices(List<Host> hosts) {
    List<Practice> practices = new ArrayList<>();
    for (int i = 0; i < keys.count("gateway.practices"); i++) {
      String key = "gateway.practices[" + i + "]";
      Practice practice =
          new Practice(
              keys.identifier(key + ".id"),
              host(key + ".on-premise", keys.text(key + ".on-premise"), HostKind.ON_PREMISE, hosts),
              keys.optional(key + ".cloud")
                  .map(id -> host(key + ".cloud", id, HostKind.CLOUD, hosts))
                  .orElse(null),
              breakGlass(key + ".break-glass"),
              keys.optional(key + ".name").orElse(null));
      if (practices.stream().anyMatch(other -> other.id().equals(practice.id()))) {
        throw new InvalidSettings(key + ".id", practice.id() + " is given twice");
      }
      // A record without a placement lives there, so nothing would tell whose it is
      if (practices.stream().anyMatch(other -> other.onPremise().equals(practice.onPremise()))) {
        throw new InvalidSettings(
            key + ".on-premise", practice.onPremise().id() + " is another practice's");
      }
      practices.add(practice);
    }
    if (practices.isEmpty()) {
      throw new InvalidSettings("gateway.practices", "is missing");
    }
    return List.copyOf(practices);
  }

  private @Nullable BreakGlass breakGlass(String key) {
    BreakGlass terms =
        new BreakGlass(
            keys.duration(key + ".duration", Duration.ofHours(1), SECOND),
            keys.number(key + ".openings-per-day", 10, 1, 1_000),
            truth(key + ".while-leaving"));
    if (terms.duration().compareTo(Duration.ofHours(24)) > 0) {
      throw new InvalidSettings(key + ".duration", "is longer than 24h");
    }
    return truth(key + ".enabled") ? terms : null;
  }

  /** False unless it says otherwise. */
  private boolean truth(String key) {
    String value = keys.text(key, "false");
    if (!Set.of("true", "false").contains(value)) {
      throw new InvalidSettings(key, value + " is neither true nor false");
    }
    return value.equals("true");
  }

  private static Host host(String key, String id, HostKind kind, List<Host> hosts) {
    Host host =
        hosts.stream()
            .filter(candidate -> candidate.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new InvalidSettings(key, id + " is not among gateway.hosts"));
    if (host.kind() != kind) {
      throw new InvalidSettings(key, id + " is not of kind " + spelling(kind));
    }
    return host;
  }

  private static String spelling(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
