// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the gateway needs of a realm: keys, a service token, the ledger's feed, in which patients
 * permit the cloud host one after the other. Keycloak would take hours to sign the patients in, and
 * is not what is measured: the gateway asks it for keys and for what is new in the ledger, never
 * for a request.
 */
final class StandInRealm {

  static final String PRACTICE = "practice";
  static final String CLOUD = "cloud";
  static final String ON_PREMISE = "premises";

  private static final String HOSTING = PRACTICE + "@" + CLOUD;
  private static final String KEY = "bench";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String issuer;
  private final int patients;
  private final KeyPair key;
  private volatile int decided;

  private StandInRealm(String issuer, int patients, KeyPair key) {
    this.issuer = issuer;
    this.patients = patients;
    this.key = key;
  }

  /** Where none of the patients has decided yet. */
  static StandInRealm start(Vertx vertx, int port, int patients) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    StandInRealm realm =
        new StandInRealm(
            "http://127.0.0.1:" + port + "/realms/bench", patients, generator.generateKeyPair());
    vertx.createHttpServer().requestHandler(realm::answer).listen(port, "127.0.0.1").await();
    return realm;
  }

  String issuer() {
    return issuer;
  }

  /** The first so many have permitted the cloud host from now on. */
  void decided(int first) {
    decided = first;
  }

  static String patient(int number) {
    return "bench-" + number;
  }

  /** A fresh token of each patient: none of them has been seen before. */
  List<Caller> callers() {
    return callers(0);
  }

  /** The same without the first. */
  List<Caller> callers(int from) {
    return callers(from, patients);
  }

  /** The same of some of them. */
  List<Caller> callers(int from, int to) {
    String run = Long.toString(System.nanoTime(), 36);
    int known = decided;
    return IntStream.range(from, to).parallel().mapToObj(n -> caller(n, run, known)).toList();
  }

  /** A patient and the token they call with. */
  record Caller(String patient, String authorization) {}

  private Caller caller(int number, String run, int known) {
    String patient = patient(number);
    long now = Instant.now().getEpochSecond();
    JsonObject claims =
        new JsonObject()
            .put("exp", now + 7_200)
            .put("iat", now)
            .put("jti", run + "-" + number)
            .put("iss", issuer)
            .put("aud", new JsonArray().add("prunelle-gateway").add("account"))
            .put("sub", "0f0c9a3e-7c0b-4d53-9d0c-" + patient)
            .put("typ", "Bearer")
            .put("azp", "bench-app")
            .put("sid", "7c0b0f0c-4d53-9a3e-0c9d-" + run)
            .put("realm_access", new JsonObject().put("roles", new JsonArray().add("patient")))
            .put("organization", new JsonArray().add(PRACTICE))
            .put("scope", "openid profile patient/*.cruds")
            .put("name", "Camille Martin")
            .put("preferred_username", patient)
            .put("patient_id", patient)
            .put(
                "hosting_consent",
                new JsonObject()
                    .put("ledger", known)
                    .put("hostings", number < known ? permitted(number) : new JsonObject()));
    return new Caller(patient, "Bearer " + signed(claims));
  }

  private static JsonObject permitted(int number) {
    return new JsonObject()
        .put(
            HOSTING,
            new JsonObject().put("decision", "PERMIT").put("notice", 1).put("entry", number + 1));
  }

  private String signed(JsonObject claims) {
    JsonObject header = new JsonObject().put("alg", "RS256").put("typ", "JWT").put("kid", KEY);
    String text = base64(header) + "." + base64(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void answer(HttpServerRequest request) {
    String path = request.path();
    JsonObject answer =
        path.endsWith("/openid-configuration")
            ? new JsonObject()
                .put("issuer", issuer)
                .put("token_endpoint", issuer + "/token")
                .put("jwks_uri", issuer + "/certs")
            : path.endsWith("/certs")
                ? new JsonObject().put("keys", new JsonArray().add(publicKey()))
                : path.endsWith("/token")
                    ? new JsonObject().put("access_token", "feed").put("expires_in", 3_600)
                    : path.endsWith("/consent/changes")
                        ? changes(
                            Integer.parseInt(request.getParam("after")),
                            Integer.parseInt(request.getParam("limit")))
                        : new JsonObject();
    request.response().putHeader("Content-Type", "application/json").end(answer.toBuffer());
  }

  private JsonObject changes(int after, int limit) {
    JsonArray entries = new JsonArray();
    int head = decided;
    for (int position = after + 1; position <= Math.min(head, after + limit); position++) {
      entries.add(
          new JsonObject()
              .put("position", position)
              .put("patient", patient(position - 1))
              .put("hosting", HOSTING)
              .put("notice", 1)
              .put("decision", "PERMIT")
              .put("decidedAt", "2026-01-01T00:00:00Z")
              .put("previousHash", "%064x".formatted(position - 1))
              .put("hash", "%064x".formatted(position)));
    }
    return new JsonObject()
        .put("ledger", head)
        .put("ended", new JsonArray())
        .put("entries", entries);
  }

  private JsonObject publicKey() {
    RSAPublicKey known = (RSAPublicKey) key.getPublic();
    return new JsonObject()
        .put("kid", KEY)
        .put("kty", "RSA")
        .put("alg", "RS256")
        .put("use", "sig")
        .put("n", unsigned(known.getModulus()))
        .put("e", unsigned(known.getPublicExponent()));
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return BASE64.encodeToString(Arrays.copyOfRange(bytes, bytes[0] == 0 ? 1 : 0, bytes.length));
  }

  private static String base64(JsonObject json) {
    return BASE64.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
  }
}
