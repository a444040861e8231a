// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The realm's side of the contract over real HTTP: keys, service token, consent feed. */
public final class TestRealm {

  public static final String PRACTICE = "cabinet-des-lilas";
  public static final String HOSTING = "cabinet-des-lilas@nuage-sante";

  /** Of the gateway's own client; read as it stands, it would be another one in a form. */
  public static final String SECRET = "sec+ret%41";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Each realm has them in this order: making one takes longer than most tests. */
  private static final List<KeyPair> KEYS = new ArrayList<>();

  private final HttpServer server;
  private final AtomicInteger keys = new AtomicInteger();
  private final Map<String, KeyPair> published = new ConcurrentHashMap<>();
  private final Map<String, Object> certificates = new ConcurrentHashMap<>();
  private final List<JsonObject> further = new CopyOnWriteArrayList<>();
  private final List<JsonObject> ledger = new CopyOnWriteArrayList<>();
  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final AtomicInteger keyFetches = new AtomicInteger();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final List<String> introspected = new CopyOnWriteArrayList<>();
  private volatile Consumer<HttpServerRequest> introspection = this::active;
  private volatile String signing = "key-1";
  private volatile boolean reachable = true;
  private volatile boolean feedReachable = true;
  private volatile boolean losesAnswers;
  private final List<String> reported = new CopyOnWriteArrayList<>();
  private volatile JsonObject mailAnswer =
      new JsonObject().put("mail", "unwanted").put("seconds", 0);
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private volatile int tellingAnswer = 201;
  private final AtomicInteger codes = new AtomicInteger();
  private final Map<String, JsonObject> signedIn = new ConcurrentHashMap<>();
  private final AtomicInteger feedAsked = new AtomicInteger();
  private volatile Future<Void> feedWaits = Future.succeededFuture();
  private volatile boolean answersCodes = true;

  /** An emergency that it was told of. */
  public record Told(String path, JsonObject body) {}

  private TestRealm(HttpServer server) {
    this.server = server;
  }

  public static TestRealm start(Vertx vertx) {
    TestRealm realm = new TestRealm(vertx.createHttpServer());
    realm.publish("key-1");
    realm.server.requestHandler(realm::handle).listen(0, "127.0.0.1").await();
    return realm;
  }

  public void stop() {
    server.close().await();
  }

  public URI issuer() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/realms/sante");
  }

  /** Publishes a key that this realm has not had, and signs with it from now on. */
  public void publish(String keyId) {
    published.put(keyId, key(keys.getAndIncrement()));
    signing = keyId;
  }

  /** Has its keys published with a certificate, in Base64. */
  public void certify(String certificate) {
    certificates.put("x5c", List.of(certificate));
  }

  /** Publishes a key of another algorithm, beside its own. */
  public void publish(JsonObject jwk) {
    further.add(jwk);
  }

  private static KeyPair key(int number) {
    synchronized (KEYS) {
      while (KEYS.size() <= number) {
        KEYS.add(keyPair());
      }
      return KEYS.get(number);
    }
  }

  /** No longer publishes the key. */
  public void withdraw(String keyId) {
    published.remove(keyId);
  }

  public void reachable(boolean yes) {
    reachable = yes;
  }

  /** Whether who decides is told nothing of what was recorded. */
  public void losesAnswers(boolean yes) {
    losesAnswers = yes;
  }

  public void feedReachable(boolean yes) {
    feedReachable = yes;
  }

  /** How often the feed was asked for by who may. */
  public int feedAsked() {
    return feedAsked.get();
  }

  /** What answers of the feed wait for, which are made when it is asked. */
  public void feedWaits(Future<Void> until) {
    feedWaits = until;
  }

  public int keyFetches() {
    return keyFetches.get();
  }

  /** The token of a patient of the practice, with all the rights a patient has. */
  public String patient(String patientId) {
    return token(patientClaims(patientId));
  }

  public String practitioner() {
    return token(practitionerClaims());
  }

  public JsonObject patientClaims(String patientId) {
    return claims("user-" + patientId, "patient", "patient/*.cruds")
        .put("patient_id", patientId)
        .put(
            "hosting_consent",
            new JsonObject().put("ledger", ledger.size()).put("hostings", new JsonObject()));
  }

  public JsonObject practitionerClaims() {
    return claims("user-doctor", "practitioner", "user/*.cruds");
  }

  private JsonObject claims(String subject, String role, String scope) {
    long now = Instant.now().getEpochSecond();
    return new JsonObject()
        .put("iss", issuer().toString())
        .put("aud", new JsonArray().add("prunelle-gateway").add("account"))
        .put("sub", subject)
        .put("typ", "Bearer")
        .put("azp", "demo-app")
        .put("jti", "jti-" + subject)
        .put("iat", now)
        .put("exp", now + 300)
        .put("name", "Name of " + subject)
        .put("preferred_username", subject)
        .put("realm_access", new JsonObject().put("roles", new JsonArray().add(role)))
        .put("organization", new JsonArray().add(PRACTICE))
        .put("scope", "openid " + scope);
  }

  public String token(JsonObject claims) {
    return token(header(signing), claims, published.get(signing));
  }

  public JsonObject header(String keyId) {
    return new JsonObject().put("alg", "RS256").put("typ", "JWT").put("kid", keyId);
  }

  /** Signed with this key whatever the header says. */
  public static String token(JsonObject header, JsonObject claims, KeyPair key) {
    return token(header.encode(), claims.encode(), key);
  }

  /** The same, of whatever text. */
  public static String token(String header, String claims, KeyPair key) {
    String signed = encoded(header) + "." + encoded(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public KeyPair key(String keyId) {
    return published.get(keyId);
  }

  /** One that no realm has. */
  public static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Appends a decision to the ledger. */
  public long decide(String patient, String decision) {
    return decide(patient, decision, entry -> {});
  }

  public synchronized long decide(String patient, String decision, Consumer<JsonObject> customize) {
    long position = ledger.size() + 1L;
    String previous =
        ledger.isEmpty() ? "0".repeat(64) : ledger.get(ledger.size() - 1).getString("hash");
    JsonObject entry =
        new JsonObject()
            .put("position", position)
            .put("patient", patient)
            .put("hosting", HOSTING)
            .put("notice", 1)
            .put("decision", decision)
            .put("decidedAt", Instant.now().toString())
            .put("until", null)
            .put("previousHash", previous)
            .put("hash", "%064x".formatted(position));
    customize.accept(entry);
    ledger.add(entry);
    return position;
  }

  public long ledger() {
    return ledger.size();
  }

  /** Ends a hosting. */
  public void end(String hosting) {
    ended.add(hosting);
  }

  /** Forgets the latest decisions, as a restore from a backup would. */
  public void restore(int position) {
    ledger.subList(position, ledger.size()).clear();
  }

  private void handle(HttpServerRequest request) {
    String path = request.path().substring("/realms/sante".length());
    if (!reachable) {
      request.connection().close();
      return;
    }
    switch (path) {
      case "/.well-known/openid-configuration" ->
          answer(
              request,
              new JsonObject()
                  .put("issuer", issuer().toString())
                  .put(
                      "scopes_supported",
                      new JsonArray()
                          .add("openid")
                          .add("fhirUser")
                          .add("patient/*.cruds")
                          .add("user/*.read"))
                  .put("authorization_endpoint", issuer() + "/protocol/openid-connect/auth")
                  .put("end_session_endpoint", issuer() + "/protocol/openid-connect/logout")
                  .put("token_endpoint", issuer() + "/protocol/openid-connect/token")
                  .put(
                      "token_endpoint_auth_methods_supported",
                      new JsonArray().add("client_secret_basic").add("private_key_jwt"))
                  .put("dpop_signing_alg_values_supported", new JsonArray().add("ES256"))
                  .put("jwks_uri", issuer() + "/protocol/openid-connect/certs"));
      case "/protocol/openid-connect/certs" -> {
        keyFetches.incrementAndGet();
        answer(request, jwks());
      }
      case "/protocol/openid-connect/token" -> tokens(request);
      case "/protocol/openid-connect/token/introspect" -> introspect(request);
      case "/consent/changes" -> changes(request);
      default -> {
        if (path.equals("/consent/me") || path.equals("/consent/me/decisions")) {
          own(request);
        } else if (path.startsWith("/consent/practices/") && path.contains("/emergencies/")) {
          emergency(request, path);
        } else if (path.startsWith("/consent/patients/") && path.contains("/unusual/")) {
          unusual(request, path);
        } else {
          request.response().setStatusCode(404).end();
        }
      }
    }
  }

  private void tokens(HttpServerRequest request) {
    request.setExpectMultipart(true);
    request.endHandler(
        end -> {
          if (!"authorization_code".equals(request.getFormAttribute("grant_type"))) {
            if (!isGateway(request)) {
              request.response().setStatusCode(401).end();
              return;
            }
            answer(
                request,
                new JsonObject().put("access_token", "service-token").put("expires_in", 60));
            return;
          }
          codes.incrementAndGet();
          JsonObject tokens = signedIn.remove(request.getFormAttribute("code"));
          if (tokens != null) {
            answer(request, tokens);
          } else if (answersCodes) {
            request.response().setStatusCode(400).end("{\"error\":\"invalid_grant\"}");
          }
        });
  }

  /**
   * Signs a patient in, as the browser would at the authorization endpoint.
   *
   * @param nonce that was asked for
   * @return the code
   */
  public String signIn(String patientId, String nonce) {
    String code = "code-" + signedIn.size() + nonce;
    JsonObject claims = patientClaims(patientId).put("azp", "prunelle-page");
    JsonObject id =
        claims
            .copy()
            .put("aud", "prunelle-page")
            .put("typ", "ID")
            .put("nonce", nonce)
            .put("auth_time", Instant.now().getEpochSecond());
    signedIn.put(
        code,
        new JsonObject()
            .put("access_token", token(claims))
            .put("id_token", token(id))
            .put("refresh_token", "refresh")
            .put("expires_in", 300));
    return code;
  }

  /**
   * What a patient's page asks for: a hosting is shown once it was answered there, and any decision
   * is taken, but no withdrawal after another refusal.
   */
  private void own(HttpServerRequest request) {
    String[] token = request.getHeader("Authorization").split("\\.", -1);
    String patient =
        new JsonObject(new String(Base64.getUrlDecoder().decode(token[1]), StandardCharsets.UTF_8))
            .getString("patient_id", "");
    if (!request.method().name().equals("POST")) {
      answer(request, new JsonObject().put("hostings", answered(patient)));
      return;
    }
    request.bodyHandler(
        body -> {
          JsonObject asked = body.toJsonObject();
          boolean withdrawn =
              latest(patient, asked.getString("hosting"))
                  .filter(last -> !last.getString("decision").equals("PERMIT"))
                  .isPresent();
          if (withdrawn && asked.getString("decision").equals("WITHDRAW")) {
            request.response().setStatusCode(409);
            answer(
                request, new JsonObject().put("type", "urn:prunelle:problem:nothing-to-withdraw"));
            return;
          }
          long position =
              decide(
                  patient,
                  asked.getString("decision"),
                  entry -> entry.put("hosting", asked.getString("hosting")).put("channel", "PAGE"));
          if (losesAnswers) {
            request.connection().close();
            return;
          }
          request.response().setStatusCode(201);
          answer(request, new JsonObject().put("position", position));
        });
  }

  /** The hosting, where the latest decision on it was made here. */
  private JsonArray answered(String patient) {
    JsonArray hostings = new JsonArray();
    latest(patient, HOSTING)
        .filter(last -> "PAGE".equals(last.getString("channel")))
        .ifPresent(
            last ->
                hostings.add(
                    new JsonObject()
                        .put("hosting", HOSTING)
                        .put("state", last.getString("decision"))
                        .put("decision", last)));
    return hostings;
  }

  private synchronized Optional<JsonObject> latest(String patient, String hosting) {
    return ledger.stream()
        .filter(entry -> patient.equals(entry.getString("patient")))
        .filter(entry -> hosting.equals(entry.getString("hosting")))
        .reduce((before, last) -> last);
  }

  /** Whether it answers at all to who has another code than from {@link #signIn}. */
  public void answersCodes(boolean yes) {
    answersCodes = yes;
  }

  /** How many codes it was shown. */
  public int codes() {
    return codes.get();
  }

  private void emergency(HttpServerRequest request, String path) {
    if (!"Bearer service-token".equals(request.getHeader("Authorization"))
        || !request.method().name().equals("PUT")) {
      request.response().setStatusCode(401).end();
      return;
    }
    request.bodyHandler(
        body -> {
          told.add(new Told(path, body.toJsonObject()));
          request.response().setStatusCode(tellingAnswer).end();
        });
  }

  private void unusual(HttpServerRequest request, String path) {
    if (!"Bearer service-token".equals(request.getHeader("Authorization"))
        || !request.method().name().equals("PUT")) {
      request.response().setStatusCode(401).end();
      return;
    }
    request.bodyHandler(
        body -> {
          reported.add(path + body);
          JsonObject answer = mailAnswer;
          if (answer.containsKey("Retry-After")) {
            request.response().putHeader("Retry-After", answer.getString("Retry-After"));
          }
          request.response().setStatusCode(answer.getInteger("status", 200)).end(answer.encode());
        });
  }

  /** Each time it was told of something unusual: path and body. */
  public List<String> reported() {
    return reported;
  }

  /** How it answers to that; with {@code status}, if not 200. */
  public void answersMail(JsonObject answer) {
    mailAnswer = answer;
  }

  /** What it was told of emergencies, each time, whether or not it took it. */
  public List<Told> told() {
    return told;
  }

  /** How it answers to an emergency. */
  public void answersTelling(int status) {
    tellingAnswer = status;
  }

  private void introspect(HttpServerRequest request) {
    if (!isGateway(request)) {
      request.response().setStatusCode(401).end();
      return;
    }
    request.setExpectMultipart(true);
    request.endHandler(
        end -> {
          introspected.add(request.getFormAttribute("token"));
          introspection.accept(request);
        });
  }

  /** RFC 6749, 2.3.1: both are form-encoded, and Keycloak decodes them. */
  private static boolean isGateway(HttpServerRequest request) {
    String header = String.valueOf(request.getHeader("Authorization"));
    if (!header.startsWith("Basic ")) {
      return false;
    }
    String[] given =
        new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8)
            .split(":", -1);
    return given.length == 2
        && decoded(given[0]).equals("prunelle-gateway")
        && decoded(given[1]).equals(SECRET);
  }

  private static String decoded(String encoded) {
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }

  /** How the realm answers when it is asked about a token. */
  public void introspects(Consumer<HttpServerRequest> how) {
    introspection = how;
  }

  /** As a realm does. */
  public void introspectsAgain() {
    introspection = this::active;
  }

  /** What was asked about, in order. */
  public List<String> introspected() {
    return introspected;
  }

  private void active(HttpServerRequest request) {
    boolean active = !revoked.contains(request.getFormAttribute("token"));
    answer(request, new JsonObject().put("active", active));
  }

  public void revoke(String token) {
    revoked.add(token);
  }

  private void changes(HttpServerRequest request) {
    if (!feedReachable) {
      request.response().setStatusCode(500).end();
      return;
    }
    if (!"Bearer service-token".equals(request.getHeader("Authorization"))) {
      request.response().setStatusCode(401).end();
      return;
    }
    long after = Long.parseLong(request.getParam("after"));
    long limit = Long.parseLong(request.getParam("limit"));
    JsonArray entries = new JsonArray();
    ledger.stream()
        .filter(entry -> entry.getLong("position") > after)
        .limit(limit)
        .forEach(entries::add);
    JsonObject answer =
        new JsonObject()
            .put("ledger", ledger.size())
            .put("ended", new JsonArray(List.copyOf(ended)))
            .put("entries", entries);
    feedAsked.incrementAndGet();
    feedWaits.onSuccess(now -> answer(request, answer));
  }

  private JsonObject jwks() {
    JsonArray keys = new JsonArray();
    published.forEach(
        (id, pair) -> {
          RSAPublicKey key = (RSAPublicKey) pair.getPublic();
          keys.add(
              new JsonObject()
                  .put("kid", id)
                  .put("kty", "RSA")
                  .put("alg", "RS256")
                  .put("use", "sig")
                  .put("n", unsigned(key.getModulus()))
                  .put("e", unsigned(key.getPublicExponent()))
                  .mergeIn(new JsonObject(certificates)));
        });
    further.forEach(keys::add);
    return new JsonObject().put("keys", keys);
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return BASE64.encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static String encoded(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpServerRequest request, JsonObject json) {
    request.response().putHeader("Content-Type", "application/json").end(json.toBuffer());
  }
}
