// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A small identity provider with a consent ledger: real keys, real signatures, PKCE checked. The
 * end-to-end tests use Keycloak; this one can also misbehave.
 */
final class StandInRealm {

  /** Where the ledger has whatever it records. */
  static final long RECORDED_AT = 1_043;

  private static final KeyPair KEYS = keys();
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private static final String BASIC =
      "Basic "
          + Base64.getEncoder()
              .encodeToString("prunelle-page:page-secret".getBytes(StandardCharsets.UTF_8));

  /** Whose sessions were ended by their refresh token. */
  final List<String> signedOut = new CopyOnWriteArrayList<>();

  /** Set to make the realm's answers wrong. */
  UnaryOperator<JsonObject> idClaims = UnaryOperator.identity();

  UnaryOperator<JsonObject> accessClaims = UnaryOperator.identity();
  UnaryOperator<String> idToken = UnaryOperator.identity();

  /** How long ago people have shown who they are when they sign in. */
  Duration authenticatedAgo = Duration.ZERO;

  /** How people have shown who they are, unless it is asked for and {@link #stepsUp}. */
  String acr = "1";

  boolean stepsUp = true;

  int tokenLifetime = 300;
  boolean sessionOver;
  boolean keysDown;

  /** What the ledger answers; that an answer does not fit, to who gives one alone. */
  int ledgerStatus = 200;

  String ledgerProblem = "";

  /** Seconds; null for no such header. */
  @Nullable String ledgerRetryAfter;

  JsonObject hosting;

  /** What patients said to have read at sign-in; null where the realm knows no such thing. */
  @Nullable List<String> emergenciesRead = List.of();

  /** What the realm says of mail; null where it knows no such thing. */
  @Nullable String mail = "OFF";

  /** What the realm holds of the account of whoever asks; null where it knows no such thing. */
  @Nullable JsonObject account =
      new JsonObject().put("person", new JsonObject().put("username", "anne"));

  int accountStatus = 200;

  /** How often it was asked for. */
  final AtomicInteger accountsAsked = new AtomicInteger();

  /** How many decisions it tells at once. */
  int decisionsAtOnce = 500;

  /** What the realm says of the practice to its officers. */
  JsonObject practice = new JsonObject();

  /** Objections that wait, and what is answered to who answers one, or records a paper. */
  JsonArray objections = new JsonArray();

  int officeStatus = 201;

  /** What officers are told that a patient is called; empty for who is none of the practice's. */
  String patientName = "Anne <b>Martin</b>";

  String officeProblem = "";

  /** What those who answer for the practice are told that patients are called, by FHIR id. */
  final Map<String, String> patientNames = new HashMap<>();

  int namesStatus = 200;

  /** Of whom that was asked, each time. */
  final List<List<String>> namesAsked = new CopyOnWriteArrayList<>();

  /** What officers sent, after the path it was sent to. */
  final List<String> office = new ArrayList<>();

  /** Whose guardian whoever asks is by the tables of the realm: FHIR ids and names. */
  final Map<String, String> wards = new TreeMap<>();

  /** What tokens say of that, which may be something else. */
  JsonObject wardsClaimed = new JsonObject();

  /** Whom hostings, decisions and receipts were asked for; "self" where nobody was named. */
  final List<String> askedFor = new ArrayList<>();

  final List<String> decisionsMade = new ArrayList<>();
  final List<String> bearers = new ArrayList<>();
  int refreshes;

  /** How often a code was to be traded for tokens. */
  final AtomicInteger exchanges = new AtomicInteger();

  /** What the ledger waits for before it answers these subjects. */
  final Map<String, Future<Void>> slow = new ConcurrentHashMap<>();

  final AtomicInteger keysAsked = new AtomicInteger();

  /** Of the key that it signs with, and publishes. */
  volatile String keyId = "k1";

  /** What the ledger has of whomever asks. */
  JsonArray decisions = new JsonArray();

  /** What refreshes wait for. */
  Future<Void> refreshing = Future.succeededFuture();

  /** The realm's name for the session of the latest sign-in. */
  String session = "";

  private final Map<String, Login> logins = new HashMap<>();
  private final HttpServer server;
  private String issuer = "";

  private record Login(
      String subject,
      String patient,
      String nonce,
      String challenge,
      String session,
      Instant authenticated,
      String acr) {}

  StandInRealm(Vertx vertx) {
    Router router = Router.router(vertx);
    router.get("/realms/sante/.well-known/openid-configuration").handler(this::metadata);
    router.get("/realms/sante/certs").handler(this::certs);
    router.post().handler(BodyHandler.create(false));
    router.post("/realms/sante/token").handler(this::token);
    router.post("/realms/sante/logout").handler(this::logout);
    router.put().handler(BodyHandler.create(false));
    router
        .route("/realms/sante/consent/*")
        .handler(
            context ->
                slow.getOrDefault(subject(context), Future.succeededFuture())
                    .onSuccess(now -> ledger(context)));
    this.server = vertx.createHttpServer().requestHandler(router);
  }

  Future<String> start() {
    return server
        .listen(0, "127.0.0.1")
        .map(listening -> issuer = "http://127.0.0.1:" + listening.actualPort() + "/realms/sante");
  }

  Future<Void> stop() {
    return server.close();
  }

  String issuer() {
    return issuer;
  }

  /**
   * Signs a person in, as the browser would at the authorization endpoint.
   *
   * @param patient FHIR id; empty for someone who is not a patient
   * @param asked the authorization request's parameters
   * @return the code
   */
  String login(String subject, String patient, Map<String, String> asked) {
    String code = UUID.randomUUID().toString();
    session = UUID.randomUUID().toString();
    logins.put(
        code,
        new Login(
            subject,
            patient,
            asked.get("nonce"),
            asked.get("code_challenge"),
            session,
            Instant.now().minus(authenticatedAgo),
            acr(asked.get("claims"))));
    return code;
  }

  /** As Keycloak does with a flow that knows the levels asked for. */
  private String acr(@Nullable String claims) {
    return claims == null || !stepsUp
        ? acr
        : new JsonObject(claims)
            .getJsonObject("id_token")
            .getJsonObject("acr")
            .getJsonArray("values")
            .getString(0);
  }

  /** Knows no refresh token any more. */
  void forgets() {
    logins.clear();
  }

  /**
   * Says that the session of the latest sign-in is over.
   *
   * @param change makes it wrong
   */
  String logoutToken(UnaryOperator<JsonObject> change) {
    long now = Instant.now().getEpochSecond();
    JsonObject event =
        new JsonObject()
            .put("http://schemas.openid.net/event/backchannel-logout", new JsonObject());
    return sign(
        new JsonObject().put("alg", "RS256").put("typ", "logout+jwt").put("kid", keyId),
        change.apply(
            new JsonObject()
                .put("iss", issuer)
                .put("aud", "prunelle-page")
                .put("typ", "Logout")
                .put("jti", UUID.randomUUID().toString())
                .put("iat", now)
                .put("exp", now + 120)
                .put("sid", session)
                .put("events", event)));
  }

  private void metadata(RoutingContext context) {
    json(
        context,
        new JsonObject()
            .put("issuer", issuer)
            .put("authorization_endpoint", issuer + "/auth")
            .put("token_endpoint", issuer + "/token")
            .put("end_session_endpoint", issuer + "/logout")
            .put("jwks_uri", issuer + "/certs"));
  }

  private void certs(RoutingContext context) {
    keysAsked.incrementAndGet();
    if (keysDown) {
      context.response().setStatusCode(503).end();
      return;
    }
    RSAPublicKey key = (RSAPublicKey) KEYS.getPublic();
    json(
        context,
        new JsonObject()
            .put(
                "keys",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("kid", keyId)
                            .put("kty", "RSA")
                            .put("alg", "RS256")
                            .put("use", "sig")
                            .put("n", BASE64URL.encodeToString(unsigned(key.getModulus())))
                            .put(
                                "e",
                                BASE64URL.encodeToString(unsigned(key.getPublicExponent()))))));
  }

  private static String subject(RoutingContext context) {
    String token = String.valueOf(context.request().getHeader("Authorization"));
    String[] parts = token.split("\\.", -1);
    return parts.length < 2
        ? ""
        : new JsonObject(
                new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
            .getString("sub");
  }

  private void token(RoutingContext context) {
    HttpServerRequest form = context.request();
    if ("authorization_code".equals(form.getFormAttribute("grant_type"))) {
      exchanges.incrementAndGet();
    }
    if (!BASIC.equals(form.getHeader("Authorization"))) {
      context.response().setStatusCode(401).end("{\"error\":\"invalid_client\"}");
    } else if ("refresh_token".equals(form.getFormAttribute("grant_type"))) {
      refreshes++;
      // Rotated: each counts once
      Login login = logins.remove(form.getFormAttribute("refresh_token"));
      refreshing.onSuccess(now -> grant(context, sessionOver ? null : login, null));
    } else {
      Login login = logins.get(form.getFormAttribute("code"));
      boolean proven =
          login != null && sha256(form.getFormAttribute("code_verifier")).equals(login.challenge());
      grant(context, proven ? login : null, form.getFormAttribute("code"));
    }
  }

  private void logout(RoutingContext context) {
    Login ended = logins.remove(context.request().getFormAttribute("refresh_token"));
    if (ended != null && BASIC.equals(context.request().getHeader("Authorization"))) {
      signedOut.add(ended.subject());
    }
    context.response().setStatusCode(ended == null ? 400 : 204).end();
  }

  private void grant(RoutingContext context, Login login, String code) {
    if (login == null) {
      context.response().setStatusCode(400).end("{\"error\":\"invalid_grant\"}");
      return;
    }
    String refresh = UUID.randomUUID().toString();
    logins.put(refresh, login);
    logins.remove(code);
    JsonObject id =
        claims(login).put("aud", "prunelle-page").put("typ", "ID").put("sid", login.session());
    if (code != null) {
      id.put("nonce", login.nonce());
    }
    json(
        context,
        new JsonObject()
            .put("access_token", sign(accessClaims.apply(access(login))))
            .put("id_token", idToken.apply(sign(idClaims.apply(id))))
            .put("refresh_token", refresh)
            .put("expires_in", tokenLifetime));
  }

  private JsonObject access(Login login) {
    JsonObject claims =
        claims(login)
            .put("aud", new JsonArray().add("prunelle-gateway"))
            .put("typ", "Bearer")
            .put("organization", new JsonArray().add("cabinet-des-lilas"))
            .put(
                "realm_access",
                new JsonObject()
                    .put(
                        "roles",
                        new JsonArray()
                            .add(login.patient().isEmpty() ? "practitioner" : "patient")));
    if (!wardsClaimed.isEmpty()) {
      claims.put("guardian_of", wardsClaimed);
    }
    return login.patient().isEmpty() ? claims : claims.put("patient_id", login.patient());
  }

  private JsonObject claims(Login login) {
    long now = Instant.now().getEpochSecond();
    return new JsonObject()
        .put("iss", issuer)
        .put("sub", login.subject())
        .put("azp", "prunelle-page")
        .put("name", "<b>" + login.subject() + "</b>")
        .put("jti", UUID.randomUUID().toString())
        .put("auth_time", login.authenticated().getEpochSecond())
        .put("acr", login.acr())
        .put("iat", now)
        .put("exp", now + 300);
  }

  private void emergencies(RoutingContext context) {
    if (emergenciesRead == null) {
      context.response().setStatusCode(404).end("{}");
      return;
    }
    JsonArray emergencies = new JsonArray();
    emergenciesRead.forEach(
        id ->
            emergencies.add(new JsonObject().put("id", id).put("readAt", "2026-11-23T10:00:00Z")));
    emergencies.add(new JsonObject().put("id", UUID.randomUUID().toString()).put("readAt", null));
    json(context, new JsonObject().put("emergencies", emergencies));
  }

  private void mail(RoutingContext context) {
    if (mail == null) {
      context.response().setStatusCode(404).end("{}");
      return;
    }
    if (context.request().method().name().equals("PUT")) {
      if (!mail.equals("ON") && !mail.equals("OFF")) {
        context.response().setStatusCode(409).end("{}");
        return;
      }
      mail = context.body().asJsonObject().getBoolean("wanted") ? "ON" : "OFF";
    }
    json(context, new JsonObject().put("state", mail).put("address", "anne@example.org"));
  }

  private void ledger(RoutingContext context) {
    bearers.add(context.request().getHeader("Authorization"));
    String whom = context.request().getParam("patient");
    askedFor.add(whom == null ? "self" : whom);
    if (whom != null && !wards.containsKey(whom)) {
      context.response().setStatusCode(404).end("{}");
      return;
    }
    boolean post = context.request().method().name().equals("POST");
    if (post) {
      decisionsMade.add(context.body().asString());
    }
    if (context.normalizedPath().contains("/consent/practices/")) {
      office(context, post);
    } else if (context.normalizedPath().endsWith("/me/mail")) {
      mail(context);
    } else if (context.normalizedPath().endsWith("/me/account")) {
      account(context);
    } else if (ledgerStatus != 200 && (post || ledgerStatus != 409)) {
      if (ledgerRetryAfter != null) {
        context.response().putHeader("Retry-After", ledgerRetryAfter);
      }
      problem(context, ledgerStatus, ledgerProblem);
    } else if (post) {
      recorded(context);
    } else if (context.normalizedPath().endsWith("/me")) {
      JsonArray own = new JsonArray();
      wards.forEach((id, name) -> own.add(new JsonObject().put("id", id).put("name", name)));
      json(
          context,
          new JsonObject().put("hostings", new JsonArray().add(hosting)).put("wards", own));
    } else if (context.normalizedPath().endsWith("/me/emergencies")) {
      emergencies(context);
    } else if (context.normalizedPath().endsWith("/receipt")) {
      String back = context.request().getParam("back");
      context
          .response()
          .end(
              "receipt as "
                  + context.request().getHeader("Accept")
                  + (back == null ? "" : ", back to " + back));
    } else {
      decided(context);
    }
  }

  private void account(RoutingContext context) {
    accountsAsked.incrementAndGet();
    if (account == null) {
      context.response().setStatusCode(404).end("{}");
    } else if (accountStatus != 200) {
      problem(context, accountStatus, "internal");
    } else {
      json(context, account);
    }
  }

  /** Newest first, so many at a time, with where the next ones are (RFC 8288). */
  private void decided(RoutingContext context) {
    String before = context.request().getParam("before", String.valueOf(Long.MAX_VALUE));
    int limit =
        Math.min(decisionsAtOnce, Integer.parseInt(context.request().getParam("limit", "500")));
    List<JsonObject> some =
        decisions.stream()
            .map(JsonObject.class::cast)
            .filter(decision -> decision.getLong("position") < Long.parseLong(before))
            .limit(limit + 1L)
            .toList();
    if (some.size() > limit) {
      some = some.subList(0, limit);
      context
          .response()
          .putHeader(
              "Link",
              "<%s/consent/me/decisions?limit=%d&before=%d>; rel=\"next\""
                  .formatted(issuer, limit, some.get(limit - 1).getLong("position")));
    }
    json(context, new JsonObject().put("decisions", new JsonArray(some)));
  }

  private void office(RoutingContext context, boolean post) {
    String path = context.normalizedPath().replaceFirst(".*/consent/practices/", "");
    if (post) {
      office.add(path + " " + context.body().asString());
    }
    if (path.endsWith("/patients")) {
      names(context);
      return;
    }
    int status = post ? officeStatus : ledgerStatus;
    boolean named = path.matches("[^/]+/patients/[^/]+");
    if (status >= 400) {
      if (ledgerRetryAfter != null) {
        context.response().putHeader("Retry-After", ledgerRetryAfter);
      }
      problem(context, status, officeProblem);
    } else if (named && patientName.isEmpty()) {
      problem(context, 404, "not-found");
    } else if (named) {
      json(context, new JsonObject().put("id", "p1").put("name", patientName));
    } else if (post) {
      recorded(context);
    } else if (path.endsWith("/objections")) {
      json(context, new JsonObject().put("objections", objections));
    } else {
      json(context, practice);
    }
  }

  private static void recorded(RoutingContext context) {
    context.response().setStatusCode(201);
    json(context, new JsonObject().put("position", RECORDED_AT));
  }

  private void names(RoutingContext context) {
    List<String> ids = context.queryParam("id");
    namesAsked.add(ids);
    if (namesStatus != 200) {
      problem(context, namesStatus, "too-many-requests");
      return;
    }
    JsonArray known = new JsonArray();
    ids.stream()
        .filter(patientNames::containsKey)
        .forEach(id -> known.add(new JsonObject().put("id", id).put("name", patientNames.get(id))));
    json(context, new JsonObject().put("patients", known));
  }

  private static void problem(RoutingContext context, int status, String problem) {
    JsonObject told = new JsonObject().put("type", "urn:prunelle:problem:" + problem);
    if (problem.equals("already-recorded")) {
      told.put("position", RECORDED_AT);
    }
    context.response().setStatusCode(status).end(told.encode());
  }

  private String sign(JsonObject claims) {
    return sign(new JsonObject().put("alg", "RS256").put("typ", "JWT").put("kid", keyId), claims);
  }

  private static String sign(JsonObject header, JsonObject claims) {
    String text = encode(header) + "." + encode(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(KEYS.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + BASE64URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static String encode(JsonObject json) {
    return BASE64URL.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(String text) {
    try {
      return BASE64URL.encodeToString(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static byte[] unsigned(java.math.BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void json(RoutingContext context, JsonObject answer) {
    context.response().putHeader("Content-Type", "application/json").end(answer.encode());
  }
}
