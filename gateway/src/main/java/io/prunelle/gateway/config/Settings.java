// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's configuration, complete and valid once it exists. Keys are documented in {@code
 * docs/configuration.md}; secrets are kept out of {@code toString}.
 */
public record Settings(
    URI publicUrl,
    Address listen,
    @Nullable Tls tls,
    Address management,
    Database database,
    @Nullable Credentials migration,
    Token token,
    Consent consent,
    Page page,
    SecretKey pagingKey,
    Journal journal,
    @Nullable Syslog siem,
    Unusual unusual,
    Transfer transfer,
    Limits limits,
    Clients clients,
    Fhir fhir,
    List<Host> hosts,
    List<Practice> practices) {

  /** An address to listen on. Port 0 takes a free one. */
  public record Address(String host, int port) {}

  /**
   * What the gateway proves itself by to clients. Files in PEM, read again when they change.
   *
   * @param certificate with its chain
   * @param key unencrypted, PKCS #8
   * @param clientAuthority whose certificates clients may show; null when none are asked for
   * @param http2 whether clients may choose HTTP/2
   */
  public record Tls(Path certificate, Path key, @Nullable Path clientAuthority, boolean http2) {}

  /**
   * Where the gateway keeps journal, projection and placements.
   *
   * @param poolSize connections for reading, journalling and the projection
   * @param holdPoolSize connections that may hold a record at the same time
   * @param authority whose certificates are believed, in PEM; null for connections without TLS
   */
  public record Database(
      String host,
      int port,
      String name,
      Credentials credentials,
      int poolSize,
      int holdPoolSize,
      @Nullable Path authority) {}

  /**
   * How the access journal is kept.
   *
   * @param key what its blocks are signed with: Ed25519, PKCS #8 in PEM or PKCS #12; null where a
   *     token keeps it
   * @param keyPassword of the PKCS #12 file; null for PEM
   * @param pkcs11 the token that keeps the key; null where a file does
   * @param formerKeys public keys that blocks were signed with before
   * @param queue how many entries may wait for a commit
   * @param retention how long entries are kept at least; whole months
   * @param witness who is told where the chains end
   */
  public record Journal(
      @Nullable Path key,
      @Nullable String keyPassword,
      @Nullable Pkcs11 pkcs11,
      List<Path> formerKeys,
      int queue,
      Period retention,
      Witness witness) {

    @Override
    public String toString() {
      return String.valueOf(key == null ? pkcs11 : key);
    }
  }

  /**
   * A key that a token keeps: a security module, a smart card, or what behaves like one.
   *
   * @param library the module of its maker
   * @param slot that the token is in; null where it is known by its label
   * @param tokenLabel null where it is known by its slot
   * @param keyLabel of the private key, and of its public half
   * @param pin of the token's user
   * @param publicKey in PEM; null where the token tells it
   */
  public record Pkcs11(
      Path library,
      @Nullable Long slot,
      @Nullable String tokenLabel,
      String keyLabel,
      String pin,
      @Nullable Path publicKey) {

    @Override
    public String toString() {
      return keyLabel + " by " + library;
    }
  }

  /**
   * Who is told where the journal's chains end, so that their ends cannot be cut unnoticed.
   *
   * @param file lines are appended to; null for none
   * @param url lines are posted to; null for none
   * @param postgresql that lines are inserted into; null for none
   */
  public record Witness(
      @Nullable Path file,
      @Nullable URI url,
      @Nullable WitnessDatabase postgresql,
      Duration interval) {

    /** Nobody is told. */
    public static final Witness NONE = new Witness(null, null, null, Duration.ofMinutes(1));
  }

  /**
   * Another PostgreSQL, that keeps what it is told.
   *
   * @param credentials of a role that may insert and read, and nothing else
   * @param authority whose certificates are believed, in PEM; null for a connection without TLS
   */
  public record WitnessDatabase(
      String host, int port, String name, Credentials credentials, @Nullable Path authority) {}

  /**
   * Who is passed everything the journal has: a receiver of syslog over TLS (RFC 5425), by the name
   * that its certificate has to be for.
   *
   * @param authority whose certificates are believed, in PEM; null for those of the system
   * @param certificate what the gateway proves itself by, in PEM with its chain; null for nothing
   * @param key of that certificate, unencrypted, PKCS #8; null without one
   * @param overlap how many blocks of a chain are sent again after the connection broke
   */
  public record Syslog(
      String host,
      int port,
      @Nullable Path authority,
      @Nullable Path certificate,
      @Nullable Path key,
      int overlap) {}

  /**
   * Which accesses to a record its patient is told of.
   *
   * @param window who has not opened a record for so long is new to it
   */
  public record Unusual(Period window) {}

  /**
   * Bounds on what moving records may cost hosts, and those who write meanwhile.
   *
   * @param parallel records moved at the same time by one instance
   * @param perHost of these, from or to any one host
   * @param requests at a host at the same time, by one instance
   * @param longestHold how long writers may be kept waiting
   * @param largest record that is moved, in bytes
   * @param clockMargin by how much the clocks of one host may differ, or step back
   * @param answer how long a host may take for one answer, and may still carry out what it has not
   *     answered
   * @param slowing by how many per cent those who use a host may wait longer for it meanwhile
   */
  public record Transfer(
      int parallel,
      int perHost,
      int requests,
      Duration longestHold,
      long largest,
      Duration clockMargin,
      Duration answer,
      int slowing) {

    /** Of an installation that says nothing. */
    public static final Transfer DEFAULT =
        new Transfer(
            2,
            2,
            4,
            Duration.ofSeconds(2),
            1L << 30,
            Duration.ofSeconds(2),
            Duration.ofMinutes(2),
            30);
  }

  /** A name and its secret: a database user or an OAuth client. */
  public record Credentials(String id, String secret) {

    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * The OIDC client of the pages, whose secret also seals what is kept of sessions.
   *
   * @param formerSecret what was sealed with is still opened; null when there was none
   * @param decisionMaxAge how long after signing in a decision is taken without signing in again
   * @param takeout what a copy of everything about a patient may cost
   * @param signInOrigins further origins that signing in at the realm leads through
   * @param applications what patients read in the place of an application's id, by that id
   * @param practiceAcr how people have to have signed in for a practice's pages, as the realm calls
   *     it ({@code acr}); null for in any way
   */
  public record Page(
      String id,
      String secret,
      @Nullable String formerSecret,
      Duration decisionMaxAge,
      Takeout takeout,
      Set<String> signInOrigins,
      Map<String, String> applications,
      @Nullable String practiceAcr) {

    /** Of an installation that says nothing. */
    public static final Duration DECISION_MAX_AGE = Duration.ofMinutes(5);

    /** What may have been sealed with; the first is what is sealed with now. */
    public List<String> secrets() {
      return formerSecret == null ? List.of(secret) : List.of(secret, formerSecret);
    }

    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * Bounds on the archives that patients have prepared of everything held about them.
   *
   * @param kept how long one can be downloaded
   * @param longest how long preparing one may take
   * @param atOnce how many are prepared at the same time, on all instances together
   * @param perDay how many a patient may ask for in 24 hours
   * @param largest of one, in bytes before compression
   * @param total of all that are kept, in bytes
   */
  public record Takeout(
      Duration kept, Duration longest, int atOnce, int perDay, long largest, long total) {

    /** Of an installation that says nothing. */
    public static final Takeout DEFAULT =
        new Takeout(Duration.ofDays(7), Duration.ofHours(1), 2, 5, 512L << 20, 20L << 30);
  }

  /**
   * What a token must be.
   *
   * @param leeway clock difference tolerated for exp and nbf
   * @param clients the only applications ({@code azp}) that may use one; all when empty
   * @param introspection when the realm is asked whether it has been revoked
   */
  public record Token(
      URI issuer,
      String audience,
      String algorithm,
      Duration leeway,
      Set<String> clients,
      Introspection introspection) {}

  /** Which requests the realm is asked about. */
  public enum Introspection {
    NEVER,
    WRITES,
    ALWAYS
  }

  /**
   * How the ledger is followed.
   *
   * @param maxStaleness how long cloud hosts stay open without news of the ledger
   */
  public record Consent(
      Credentials client, Duration pollInterval, Duration maxStaleness, Duration catchUp) {}

  /**
   * Bounds on what one request may cost. Sizes in bytes.
   *
   * @param bundleEntries how many requests a batch or transaction may be made of
   * @param matches how many resources of several records are gathered for one answer
   * @param upstreamFailures how often in a row a host may fail before it is left alone
   * @param upstreamRest how long it is left alone then
   * @param memory for the bodies and answers of all requests together
   */
  public record Limits(
      long requestBody,
      long responseBody,
      int bundleEntries,
      int matches,
      Duration upstreamTimeout,
      int upstreamConnections,
      int upstreamFailures,
      Duration upstreamRest,
      long memory) {

    /** With as much of the heap as leaves room for what is made of bodies and answers. */
    public Limits(
        long requestBody,
        long responseBody,
        int bundleEntries,
        int matches,
        Duration upstreamTimeout,
        int upstreamConnections,
        int upstreamFailures,
        Duration upstreamRest) {
      this(
          requestBody,
          responseBody,
          bundleEntries,
          matches,
          upstreamTimeout,
          upstreamConnections,
          upstreamFailures,
          upstreamRest,
          Math.max(Runtime.getRuntime().maxMemory() / 4, requestBody + responseBody));
    }

    /** The same with other memory. */
    public Limits within(long bytes) {
      return new Limits(
          requestBody,
          responseBody,
          bundleEntries,
          matches,
          upstreamTimeout,
          upstreamConnections,
          upstreamFailures,
          upstreamRest,
          bytes);
    }

    /** Of the memory, what one caller may take: half of it, but one request always. */
    public long share() {
      return Math.max(memory / 2, Math.min(memory, requestBody + responseBody));
    }
  }

  /**
   * What one client may take of the gateway. Sizes in bytes.
   *
   * @param requestLine longest method and URL
   * @param headers longest headers, all together
   * @param headTimeout how long a connection is kept on which no whole head arrives
   * @param bodyTimeout how long a body may take to arrive
   * @param answerTimeout how long an answer may take to be taken
   * @param perSecond requests per second and caller in the long run, on one instance
   * @param burst requests of one caller at once
   * @param origins of applications in browsers that may read answers; {@code *} for any at what
   *     holds nothing personal
   * @param trustedProxies addresses of who ends TLS and is believed which certificate a client has
   */
  public record Clients(
      long requestLine,
      long headers,
      Duration headTimeout,
      Duration bodyTimeout,
      Duration answerTimeout,
      int perSecond,
      int burst,
      Set<String> origins,
      Set<String> trustedProxies) {}

  /**
   * What of FHIR is offered.
   *
   * @param interactions such as {@code read} or {@code conditional-create}
   * @param operations without the dollar sign
   */
  public record Fhir(Set<String> interactions, Set<String> operations) {

    /** All that can be held to one record, and so all there is to choose from. */
    public static final Fhir ALL =
        new Fhir(
            Set.of(
                "read",
                "vread",
                "update",
                "conditional-update",
                "create",
                "conditional-create",
                "delete",
                "conditional-delete",
                "patch",
                "conditional-patch",
                "history-instance",
                "history-type",
                "history-system",
                "batch",
                "transaction",
                "search-type",
                "search-system",
                "search-compartment"),
            Set.of(
                "everything",
                "lastn",
                "document",
                "summary",
                "validate",
                "expand",
                "lookup",
                "validate-code",
                "subsumes",
                "translate"));
  }

  /**
   * Reads the file and the environment, which overrides it.
   *
   * @throws InvalidSettings naming the first key that is missing, unknown or wrong
   */
  public static Settings load(Path file) {
    return SettingsFile.read(file, System.getenv(), LocalDate.now(Clock.systemUTC()));
  }
}
