// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.testing.ProofKey;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that are bound to a key are worth nothing to who has them without it. */
final class ProofOfPossessionTest {

  private static final String PATH = "/fhir/cabinet-des-lilas/Patient/p1";

  private static final Vertx VERTX = Vertx.vertx();
  private static final ProofKey KEY = new ProofKey();

  private static TestRealm realm;
  private static Tokens tokens;
  private static String here;

  @BeforeAll
  static void start() {
    realm = TestRealm.start(VERTX);
    Settings settings = TestSettings.of(realm);
    here = settings.publicUrl() + PATH;
    tokens = new Tokens(VERTX, settings, WebClient.create(VERTX));
    tokens.start().await();
    Awaitility.await().until(() -> tokens.ready().succeeded());
  }

  @AfterAll
  static void stop() {
    tokens.stop().await();
    VERTX.close().await();
  }

  @Test
  void aBoundTokenHoldsWithAProof() {
    String token = bound();

    assertThat(verify(token, KEY.proof("GET", here, token)).subject()).isEqualTo("user-p1");
    assertThat(verify(token, KEY.proof("GET", here + "?x=1#y", token)).subject())
        .isEqualTo("user-p1");
  }

  @Test
  void aBoundTokenIsNoBearerToken() {
    assertThat(reason(headers("Bearer " + bound()))).isEqualTo("token-bound");
    String token = bound();
    assertThat(reason(headers("Bearer " + token).add("DPoP", KEY.proof("GET", here, token))))
        .isEqualTo("token-bound");
    assertThat(catchThrowable(() -> tokens.verify(token).await())).isInstanceOf(Refused.class);
  }

  @Test
  void whoShowsTheTokenWithAProofIsToldApart() {
    assertThat(Tokens.isProven(headers("DPoP " + bound()))).isTrue();
    assertThat(Tokens.isProven(headers("dpop x"))).isTrue();
    assertThat(Tokens.isProven(headers("Bearer " + bound()))).isFalse();
    assertThat(Tokens.isProven(MultiMap.caseInsensitiveMultiMap())).isFalse();
  }

  @Test
  void aTokenThatIsNotBoundProvesNothing() {
    String token = realm.patient("p1");

    assertThat(reason(headers("DPoP " + token).add("DPoP", KEY.proof("GET", here, token))))
        .isEqualTo("token-not-bound");
  }

  static Stream<Object> otherConfirmations() {
    return Stream.of(
        new JsonObject().put("x5t#S256", 1),
        new JsonObject().put("x5t#S256", "A4DtL2JmUMhAsvJj5t").put("jkt", KEY.thumbprint()),
        new JsonObject().put("jwk", KEY.jwk()),
        new JsonObject().put("jkt", 1),
        new JsonObject(),
        "jkt");
  }

  /** Two at once among them. */
  @ParameterizedTest
  @MethodSource("otherConfirmations")
  void aTokenBoundInAnotherWayIsRefused(Object confirmation) {
    String token = realm.token(realm.patientClaims("p1").put("cnf", confirmation));

    assertThat(reason(headers("Bearer " + token))).isEqualTo("token-confirmation");
    assertThat(reason(headers("DPoP " + token).add("DPoP", KEY.proof("GET", here, token))))
        .isEqualTo("token-confirmation");
  }

  @Test
  void aProofIsTakenOnce() {
    String token = bound();
    String proof = KEY.proof("GET", here, token);
    verify(token, proof);

    assertThat(reason(headers("DPoP " + token).add("DPoP", proof))).isEqualTo("proof-replayed");
  }

  @Test
  void thereMustBeOneProof() {
    String token = bound();

    assertThat(reason(headers("DPoP " + token))).isEqualTo("proof-missing");
    assertThat(
            reason(
                headers("DPoP " + token)
                    .add("DPoP", KEY.proof("GET", here, token))
                    .add("DPoP", KEY.proof("GET", here, token))))
        .isEqualTo("proof-missing");
  }

  static Stream<Arguments> brokenProofs() {
    Consumer<JsonObject> same = nothing -> {};
    long now = Instant.now().getEpochSecond();
    ProofKey other = new ProofKey();
    return Stream.of(
        Arguments.of("another method", same, claims(c -> c.put("htm", "POST"))),
        Arguments.of("a method in lower case", same, claims(c -> c.put("htm", "get"))),
        Arguments.of("another path", same, claims(c -> c.put("htu", here + "2"))),
        Arguments.of("no path", same, claims(c -> c.put("htu", "http://127.0.0.1"))),
        Arguments.of("another host", same, claims(c -> c.put("htu", "http://elsewhere" + PATH))),
        Arguments.of("no URL", same, claims(c -> c.put("htu", "%"))),
        Arguments.of("another token", same, claims(c -> c.put("ath", "x"))),
        Arguments.of("no token", same, claims(c -> c.remove("ath"))),
        Arguments.of("no id", same, claims(c -> c.remove("jti"))),
        Arguments.of("an id without end", same, claims(c -> c.put("jti", "x".repeat(300)))),
        Arguments.of("no time", same, claims(c -> c.remove("iat"))),
        Arguments.of("long ago", same, claims(c -> c.put("iat", now - 100))),
        Arguments.of("to come", same, claims(c -> c.put("iat", now + 100))),
        Arguments.of("a time in words", same, claims(c -> c.put("iat", "now"))),
        Arguments.of("another type", claims(h -> h.put("typ", "JWT")), same),
        Arguments.of("no type", claims(h -> h.remove("typ")), same),
        Arguments.of("no algorithm", claims(h -> h.put("alg", "none")), same),
        Arguments.of("a symmetric algorithm", claims(h -> h.put("alg", "HS256")), same),
        Arguments.of("an algorithm of other keys", claims(h -> h.put("alg", "RS256")), same),
        Arguments.of("no key", claims(h -> h.remove("jwk")), same),
        Arguments.of("another key", claims(h -> h.put("jwk", other.jwk())), same),
        Arguments.of(
            "a private key", claims(h -> h.put("jwk", KEY.jwk().put("d", "secret"))), same),
        Arguments.of(
            "a key that is none", claims(h -> h.put("jwk", KEY.jwk().put("x", "\"}"))), same),
        Arguments.of("something critical", claims(h -> h.put("crit", "x")), same));
  }

  private static Consumer<JsonObject> claims(Consumer<JsonObject> change) {
    return change;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenProofs")
  void aProofOfSomethingElseIsRefused(
      String what, Consumer<JsonObject> header, Consumer<JsonObject> claims) {
    String token = bound();
    String proof = KEY.proof("GET", here, token, header, claims);

    assertThat(reason(headers("DPoP " + token).add("DPoP", proof))).startsWith("proof-");
  }

  @Test
  void aProofByAnotherKeyIsRefused() {
    String token = bound();
    ProofKey other = new ProofKey();
    String theirs = other.proof("GET", here, token);
    // that names the right key, and is signed with another
    String forged = other.proof("GET", here, token, h -> h.put("jwk", KEY.jwk()), c -> {});
    String altered = KEY.proof("GET", here, token);
    altered = altered.substring(0, altered.lastIndexOf('.') + 1) + "AAAA";

    for (String proof : new String[] {theirs, forged, altered, "x.y.z", "", "x".repeat(9_000)}) {
      assertThat(reason(headers("DPoP " + token).add("DPoP", proof))).startsWith("proof-");
    }
  }

  @Test
  void idsThatAreNotLatinAreToldApart() {
    String token = bound();
    for (String id : new String[] {"眼".repeat(256), "瞳".repeat(256)}) {
      String proof = KEY.proof("GET", here, token, header -> {}, says -> says.put("jti", id));
      assertThat(verify(token, proof).subject()).isEqualTo("user-p1");
      assertThat(reason(headers("DPoP " + token).add("DPoP", proof))).isEqualTo("proof-replayed");
    }
  }

  @Test
  void whoSendsTooManyProofsLocksNobodyElseOut() {
    Settings slow = TestSettings.limiting(TestSettings.of(realm), 1, 2);
    Tokens few = new Tokens(VERTX, slow, WebClient.create(VERTX));
    few.start().await();
    Awaitility.await().until(() -> few.ready().succeeded());
    ProofKey other = new ProofKey();
    String theirs = bound("p2", other);
    String token = bound();

    // as many as a caller may send while one is remembered, and more
    for (int i = 0; i < 65; i++) {
      assertThat(verify(few, token, KEY.proof("GET", here, token)).subject()).isEqualTo("user-p1");
    }
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> verify(few, token, KEY.proof("GET", here, token)))
          .hasMessage("proofs-too-often");
    }

    assertThat(verify(few, theirs, other.proof("GET", here, theirs)).subject())
        .isEqualTo("user-p2");
    few.stop().await();
  }

  /** Counts, as the gateway does, and knows who is known by then. */
  private static final class Counting implements Reception {
    private final Future<Void> answer;
    private final List<String> told = new ArrayList<>();

    Counting(Future<Void> answer) {
      this.answer = answer;
    }

    @Override
    public void shows(Caller owner) {
      told.add("shows " + owner.subject());
    }

    @Override
    public void by(Caller caller) {
      told.add("by " + caller.subject());
    }

    @Override
    public Future<Void> admit(Caller owner) {
      told.add("admit " + owner.subject());
      return answer;
    }
  }

  private static Refused tooMany() {
    return new Refusal.TooMany("too-many-requests", Duration.ofSeconds(1)).refused();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenProofs")
  void noSignatureIsCheckedOfWhatIsRefusedByAHash(
      String what, Consumer<JsonObject> header, Consumer<JsonObject> claims) {
    // Given a signature that does not hold either
    String token = bound();
    String proof = KEY.proof("GET", here, token, header, claims);
    proof = proof.substring(0, proof.lastIndexOf('.') + 1) + "AAAA";
    Counting counting = new Counting(Future.succeededFuture());

    // Then it is refused for what it says, and nothing is counted
    assertThat(reason(token, proof, counting)).startsWith("proof-").isNotEqualTo("proof-not-valid");
    assertThat(counting.told).containsExactly("shows user-p1");
  }

  @Test
  void aProofThatCameBeforeIsNotCounted() {
    String token = bound();
    String proof = KEY.proof("GET", here, token);
    verify(token, proof);
    Counting counting = new Counting(Future.succeededFuture());

    assertThat(reason(token, proof, counting)).isEqualTo("proof-replayed");
    assertThat(reason(token, new ProofKey().proof("GET", here, token), counting))
        .isEqualTo("proof-malformed");
    assertThat(counting.told).containsExactly("shows user-p1", "shows user-p1");
  }

  @Test
  void whoseSignatureHasToBeCheckedIsCountedAndNotTakenForTheOwner() {
    String token = bound();
    String forged = new ProofKey().proof("GET", here, token, h -> h.put("jwk", KEY.jwk()), c -> {});
    Counting counting = new Counting(Future.succeededFuture());

    assertThat(reason(token, forged, counting)).isEqualTo("proof-not-valid");
    assertThat(counting.told).containsExactly("shows user-p1", "admit user-p1");
  }

  @Test
  void aForgedProofUsesUpNoIdOfTheOwners() {
    String token = bound();
    Consumer<JsonObject> same = says -> says.put("jti", "the-owners");
    String forged = new ProofKey().proof("GET", here, token, h -> h.put("jwk", KEY.jwk()), same);
    assertThat(reason(token, forged, Reception.NONE)).isEqualTo("proof-not-valid");

    assertThat(verify(token, KEY.proof("GET", here, token, h -> {}, same)).subject())
        .isEqualTo("user-p1");
  }

  @Test
  void aProofThatIsOneTooManyHoldsLater() {
    String token = bound();
    String proof = KEY.proof("GET", here, token);

    Refused tooMany = tooMany();
    Counting full = new Counting(Future.failedFuture(tooMany));
    assertThatThrownBy(() -> verify(tokens, token, proof, full)).isSameAs(tooMany);
    assertThat(full.told).containsExactly("shows user-p1", "admit user-p1");

    Counting emptied = new Counting(Future.succeededFuture());
    assertThat(verify(tokens, token, proof, emptied).subject()).isEqualTo("user-p1");
    assertThat(emptied.told).containsExactly("shows user-p1", "admit user-p1", "by user-p1");
  }

  @Test
  void whoseTokenIsBoundToNothingIsKnownBeforeTheyAreCounted() {
    MultiMap headers = headers("Bearer " + realm.patient("p1"));
    Refused tooMany = tooMany();
    Counting full = new Counting(Future.failedFuture(tooMany));

    assertThatThrownBy(() -> tokens.verify(headers, "GET", PATH, null, full).await())
        .isSameAs(tooMany);
    assertThat(full.told).containsExactly("shows user-p1", "by user-p1", "admit user-p1");
  }

  @Test
  void whatIsRememberedOfProofsIsBounded() {
    SeenProofs seen = new SeenProofs(3, 2);
    assertThat(seen.add("anne", "a", 100, 160)).isTrue();
    assertThat(seen.add("anne", "b", 101, 161)).isTrue();

    // no proof goes unremembered, so none that could be used again is taken
    assertThatThrownBy(() -> seen.add("anne", "c", 102, 162)).hasMessage("proofs-too-often");
    assertThat(seen.add("bob", "c", 102, 162)).isTrue();
    assertThatThrownBy(() -> seen.add("bob", "d", 102, 162)).hasMessage("proofs-too-many");
    assertThat(seen.add("anne", "d", 160, 220)).isTrue();
    assertThat(seen.add("bob", "b", 160, 220)).isFalse();
    assertThatThrownBy(() -> seen.add("anne", "e", 160, 220)).hasMessage("proofs-too-often");
  }

  private static String bound() {
    return bound("p1", KEY);
  }

  private static String bound(String patient, ProofKey key) {
    return realm.token(
        realm
            .patientClaims(patient)
            .put("typ", "DPoP")
            .put("cnf", new JsonObject().put("jkt", key.thumbprint()).put("kc-jkt-type", "DPoP")));
  }

  private static Caller verify(String token, String proof) {
    return verify(tokens, token, proof);
  }

  private static Caller verify(Tokens by, String token, String proof) {
    return verify(by, token, proof, Reception.NONE);
  }

  private static Caller verify(Tokens by, String token, String proof, Reception reception) {
    return by.verify(headers("DPoP " + token).add("DPoP", proof), "GET", PATH, null, reception)
        .await();
  }

  private static MultiMap headers(String authorization) {
    return MultiMap.caseInsensitiveMultiMap().add("Authorization", authorization);
  }

  private static String reason(MultiMap headers) {
    return reason(headers, Reception.NONE);
  }

  private static String reason(String token, String proof, Reception reception) {
    return reason(headers("DPoP " + token).add("DPoP", proof), reception);
  }

  private static String reason(MultiMap headers, Reception reception) {
    Throwable thrown =
        catchThrowable(() -> tokens.verify(headers, "GET", PATH, null, reception).await());
    assertThat(thrown).isInstanceOf(Refused.class);
    Refusal refusal = ((Refused) thrown).refusal();
    assertThat(refusal)
        .isInstanceOfAny(
            Refusal.Unauthenticated.class, Refusal.Bound.class, Refusal.Unproven.class);
    return refusal.reason();
  }
}
