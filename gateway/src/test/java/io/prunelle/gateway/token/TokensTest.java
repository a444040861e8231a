// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.testing.KeyTool;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tokens hold, against a realm that publishes its keys over HTTP. */
final class TokensTest {

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Vertx vertx = Vertx.vertx();
  private TestRealm realm;
  private Tokens tokens;

  @BeforeEach
  void start() {
    realm = TestRealm.start(vertx);
    Settings settings = TestSettings.of(realm);
    tokens = new Tokens(vertx, settings, WebClient.create(vertx));
    tokens.start().await();
    Awaitility.await().until(() -> tokens.ready().succeeded());
  }

  @AfterEach
  void stop() {
    tokens.stop().await();
    vertx.close().await();
  }

  @Test
  void aTokenOfTheRealmSaysWhoCalls() {
    JsonObject claims = realm.patientClaims("p1");
    claims
        .getJsonObject("hosting_consent")
        .put("ledger", 1042)
        .getJsonObject("hostings")
        .put(TestRealm.HOSTING, new JsonObject().put("decision", "PERMIT").put("entry", 1041));

    Caller caller = verify(realm.token(claims));

    assertThat(caller.subject()).isEqualTo("user-p1");
    assertThat(caller.patientId()).isEqualTo("p1");
    assertThat(caller.roles()).containsExactly("patient");
    assertThat(caller.practices()).containsExactly(TestRealm.PRACTICE);
    assertThat(caller.scopes()).contains("patient/*.cruds");
    assertThat(caller.client()).isEqualTo("demo-app");
    assertThat(caller.consent().ledger()).isEqualTo(1042);
  }

  @Test
  void aClientThatActsByItselfIsToldFromAUserWhoIsCalledLikeOne() {
    JsonObject service =
        realm
            .practitionerClaims()
            .put("preferred_username", "service-account-demo-app")
            .put("client_id", "demo-app");
    JsonObject user =
        realm.practitionerClaims().put("preferred_username", "service-account-demo-app");
    JsonObject another = user.copy().put("client_id", "other-app");
    JsonObject everybody = realm.practitionerClaims().put("client_id", "demo-app");

    assertThat(verify(realm.token(service)).service()).isTrue();
    assertThat(verify(realm.token(service)).name()).isEqualTo("demo-app");
    assertThat(verify(realm.token(user)).service()).isFalse();
    assertThat(verify(realm.token(another)).service()).isFalse();
    assertThat(verify(realm.token(everybody)).service()).isFalse();
  }

  /** Keycloak goes on signing with a key whose certificate is over. */
  @Test
  void aKeyIsTheRealmsWhateverTheCertificateThatItIsPublishedWith(@TempDir Path files)
      throws Exception {
    String over = KeyTool.certificate(files, "over", "-startdate", "-10d", "-validity", "1");
    realm.certify(over.replaceAll("-----[A-Z ]+-----|\\s", ""));

    realm.publish("key-2");

    assertThat(verify(realm.token(realm.patientClaims("p1"))).subject()).isEqualTo("user-p1");
  }

  @Test
  void aScopeNamedTwiceIsOne() {
    JsonObject claims = realm.practitionerClaims().put("scope", "openid  user/*.rs openid");

    assertThat(verify(realm.token(claims)).scopes())
        .containsExactlyInAnyOrder("openid", "user/*.rs");
  }

  @Test
  void whoIsAPatientWorksWhereTheRealmSaysAndNowhereElse() {
    JsonObject doctor =
        realm
            .patientClaims("p1")
            .put("organization", new JsonArray().add("cabinet-a").add("cabinet-b"))
            .put(
                "realm_access", new JsonObject().put("roles", new JsonArray().add("practitioner")));

    Caller somewhere =
        verify(realm.token(doctor.copy().put("staff_of", new JsonArray().add("cabinet-a"))));
    assertThat(somewhere.is("practitioner", "cabinet-a")).isTrue();
    assertThat(somewhere.is("practitioner", "cabinet-b")).isFalse();
    assertThat(somewhere.is("auditor", "cabinet-a")).isFalse();
    List<JsonObject> nowhere =
        List.of(
            doctor,
            doctor.copy().putNull("staff_of"),
            doctor.copy().put("staff_of", "cabinet-a"),
            doctor.copy().put("staff_of", new JsonArray().add(7)),
            doctor.copy().put("patient_id", new JsonArray().add("p1").add("p2")),
            doctor.copy().putNull("patient_id"),
            // asked for without the scope that tells who the patient is
            without(doctor, "patient_id").put("staff_of", new JsonArray()));
    for (JsonObject claims : nowhere) {
      assertThat(verify(realm.token(claims)).is("practitioner", "cabinet-a"))
          .as("%s", claims)
          .isFalse();
    }
    assertThat(verify(realm.token(without(doctor, "patient_id"))).is("practitioner", "cabinet-b"))
        .isTrue();
  }

  private static JsonObject without(JsonObject claims, String name) {
    JsonObject fewer = claims.copy();
    fewer.remove(name);
    return fewer;
  }

  @Test
  void organizationsMayBeWrittenAsAMap() {
    JsonObject claims =
        realm
            .practitionerClaims()
            .put("organization", new JsonObject().put("cabinet-a", new JsonObject()));

    assertThat(verify(realm.token(claims)).practices()).containsExactly("cabinet-a");
  }

  @Test
  void wardsAreThoseOfTheRealmsOwnClaimWithThePracticesWhereTheyAreItsPatients() {
    JsonObject zoe =
        new JsonObject().put("practices", new JsonArray().add("cabinet-a")).put("until", 2_000);
    JsonObject paul = new JsonObject().put("practices", new JsonArray().add("cabinet-b"));
    JsonObject claims =
        realm
            .patientClaims("p1")
            .put("guardian_of", new JsonObject().put("zoe", zoe).put("paul", paul));

    Caller caller = verify(realm.token(claims));

    assertThat(caller.wards("cabinet-a", Instant.ofEpochSecond(1_999))).containsExactly("zoe");
    assertThat(caller.wards("cabinet-a", Instant.ofEpochSecond(2_000))).isEmpty();
    assertThat(caller.wards("cabinet-b", Instant.ofEpochSecond(9_999))).containsExactly("paul");
  }

  @Test
  void aListOfWardsAsAMapperOfUserAttributesWritesItGrantsNothing() {
    JsonObject odd =
        new JsonObject()
            .put("bare", true)
            .put("until", new JsonObject().put("practices", "cabinet-a").put("until", "never"))
            .put("nowhere", new JsonObject().put("practices", "cabinet-a"));
    for (Object claim : new Object[] {new JsonArray().add("zoe"), "zoe", odd}) {
      JsonObject claims = realm.patientClaims("p1").put("guardian_of", claim);

      assertThat(verify(realm.token(claims)).wards("cabinet-a", Instant.EPOCH)).isEmpty();
    }
  }

  static Stream<Arguments> wrongClaims() {
    long now = Instant.now().getEpochSecond();
    return Stream.of(
        wrong("another issuer", claims -> claims.put("iss", "http://elsewhere/realms/sante")),
        wrong("no issuer", claims -> claims.remove("iss")),
        wrong("another audience", claims -> claims.put("aud", "account")),
        wrong("other audiences", claims -> claims.put("aud", new JsonArray().add("account"))),
        wrong("no audience", claims -> claims.remove("aud")),
        wrong("expired", claims -> claims.put("exp", now - 10)),
        wrong("no expiry", claims -> claims.remove("exp")),
        wrong("an expiry that is no number", claims -> claims.put("exp", "tomorrow")),
        wrong("not yet valid", claims -> claims.put("nbf", now + 60)),
        wrong("issued in the future", claims -> claims.put("iat", now + 60)),
        wrong("an ID token", claims -> claims.put("typ", "ID")),
        wrong("no type", claims -> claims.remove("typ")),
        wrong("no subject", claims -> claims.remove("sub")));
  }

  private static Arguments wrong(String name, Consumer<JsonObject> change) {
    return Arguments.of(name, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongClaims")
  void aTokenWithAWrongClaimIsRefused(String name, Consumer<JsonObject> change) {
    JsonObject claims = realm.practitionerClaims();
    change.accept(claims);

    assertUnauthenticated(realm.token(claims));
  }

  @Test
  void aTokenOfAKeyTheRealmNeverPublishedIsRefused() {
    JsonObject claims = realm.practitionerClaims();

    assertUnauthenticated(TestRealm.token(realm.header("key-1"), claims, TestRealm.keyPair()));
    assertUnauthenticated(TestRealm.token(realm.header("key-9"), claims, TestRealm.keyPair()));
  }

  @Test
  void anUnsignedTokenIsRefused() {
    String payload = encoded(realm.practitionerClaims());
    for (String algorithm : new String[] {"none", "None", "NONE", "RS256"}) {
      JsonObject header = realm.header("key-1").put("alg", algorithm);
      assertUnauthenticated(encoded(header) + "." + payload + ".");
      assertUnauthenticated(encoded(header) + "." + payload);
    }
  }

  @Test
  void aTokenSignedWithThePublicKeyAsASecretIsRefused() throws GeneralSecurityException {
    byte[] publicKey = realm.key("key-1").getPublic().getEncoded();
    String signed =
        encoded(realm.header("key-1").put("alg", "HS256"))
            + "."
            + encoded(realm.practitionerClaims());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(publicKey, "HmacSHA256"));
    byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));

    assertUnauthenticated(signed + "." + BASE64.encodeToString(signature));
  }

  @Test
  void aKeyBroughtAlongInTheHeaderIsNotUsed() {
    var own = TestRealm.keyPair();
    JsonObject header =
        realm
            .header("key-1")
            .put("jku", "http://attacker.example/keys")
            .put("crit", new JsonArray().add("exp"));

    assertUnauthenticated(TestRealm.token(header, realm.practitionerClaims(), own));
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        wrong(
            "an extension that is critical",
            header -> header.put("crit", new JsonArray().add("exp"))),
        wrong("an extension without members", header -> header.put("crit", new JsonArray())),
        wrong("a payload that is not encoded", header -> header.put("b64", false)),
        wrong("a token in the token", header -> header.put("cty", "JWT")),
        wrong("compression", header -> header.put("zip", "DEF")),
        wrong("encryption", header -> header.put("enc", "A256GCM")),
        wrong("a proof of possession", header -> header.put("typ", "dpop+jwt")),
        wrong("a logout token", header -> header.put("typ", "logout+jwt")),
        wrong("no type", header -> header.remove("typ")),
        wrong("a type that is no text", header -> header.put("typ", 1)),
        wrong("no key", header -> header.remove("kid")),
        wrong("a key that is no text", header -> header.put("kid", new JsonArray().add("key-1"))),
        wrong("a key by its path", header -> header.put("kid", "../../../../dev/null")),
        wrong("a key by SQL", header -> header.put("kid", "x' UNION SELECT 'key-1")),
        wrong("a key with a name without end", header -> header.put("kid", "k".repeat(9_000))),
        wrong("another key than it was signed with", header -> header.put("kid", "key-2")),
        wrong("an algorithm in other letters", header -> header.put("alg", "rs256")),
        wrong("another algorithm of the same key", header -> header.put("alg", "PS256")),
        wrong(
            "algorithms to choose from",
            header -> header.put("alg", new JsonArray().add("RS256"))));
  }

  /** Signed by the realm's own key: it is the header alone that is wrong. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void aTokenWhoseHeaderWouldChangeItsMeaningIsRefused(String name, Consumer<JsonObject> change) {
    JsonObject header = realm.header("key-1");
    change.accept(header);

    assertUnauthenticated(TestRealm.token(header, realm.practitionerClaims(), realm.key("key-1")));
  }

  @Test
  void anAccessTokenThatSaysSoIsTaken() {
    for (String type : new String[] {"JWT", "at+jwt", "AT+JWT", "application/at+jwt"}) {
      JsonObject header = realm.header("key-1").put("typ", type);
      String token = TestRealm.token(header, realm.practitionerClaims(), realm.key("key-1"));

      assertThat(verify(token).subject()).as(type).isEqualTo("user-doctor");
    }
  }

  @Test
  void aMemberGivenTwiceIsRefusedWhicheverWouldBeBelieved() {
    String header = realm.header("key-1").encode();
    String claims = realm.patientClaims("p1").encode();
    String twice = claims.replace("{\"iss\"", "{\"patient_id\":\"p2\",\"iss\"");
    String nested =
        claims.replace("\"roles\":[\"patient\"]", "\"roles\":[],\"roles\":[\"practitioner\"]");
    assertThat(twice).isNotEqualTo(claims);
    assertThat(nested).isNotEqualTo(claims);

    assertThat(verify(TestRealm.token(header, claims, realm.key("key-1"))).patientId())
        .isEqualTo("p1");
    assertUnauthenticated(TestRealm.token(header, twice, realm.key("key-1")));
    assertUnauthenticated(TestRealm.token(header, nested, realm.key("key-1")));
    assertUnauthenticated(
        TestRealm.token(header.replace("{", "{\"kid\":\"key-9\","), claims, realm.key("key-1")));
  }

  @Test
  void aTokenInATokenAndAnEncryptedOneAreRefused() {
    String token = realm.patient("p1");
    String nested =
        TestRealm.token(
            realm.header("key-1").put("cty", "JWT").encode(), token, realm.key("key-1"));

    assertUnauthenticated(nested);
    assertUnauthenticated(token + "." + token.split("\\.", -1)[1] + ".x");
    assertUnauthenticated(token + "=");
    assertUnauthenticated(token + " " + token);
  }

  @Test
  void whereApplicationsAreNamedOthersHaveNoUseOfTheirTokens() {
    Settings s = TestSettings.of(realm);
    Tokens choosy =
        new Tokens(vertx, TestSettings.forClients(s, "other-app"), WebClient.create(vertx));
    choosy.start().await();
    Awaitility.await().until(() -> choosy.ready().succeeded());

    JsonObject claims = realm.practitionerClaims();
    assertThat(catchThrowable(() -> choosy.verify(realm.token(claims)).await()))
        .hasMessage("token-client");
    claims.remove("azp");
    assertThat(catchThrowable(() -> choosy.verify(realm.token(claims)).await()))
        .hasMessage("token-client");
    for (String client : new String[] {"other-app", s.page().id()}) {
      String token = realm.token(realm.practitionerClaims().put("azp", client));
      assertThat(choosy.verify(token).await().client()).isEqualTo(client);
    }
    choosy.stop().await();
  }

  @Test
  void anAlteredPayloadIsRefused() {
    String[] parts = realm.patient("p1").split("\\.", -1);
    String other = encoded(realm.patientClaims("p2"));

    assertUnauthenticated(parts[0] + "." + other + "." + parts[2]);
  }

  @Test
  void whatIsNoTokenIsRefused() {
    for (String token : new String[] {"", "x", "a.b.c", "a.b", "....", "é.é.é", "a.b.c d"}) {
      assertUnauthenticated(token);
    }
    assertUnauthenticated("a".repeat(20_000) + ".b.c");
  }

  @Test
  void aRequestWithoutATokenIsToldApartFromOneWithABadToken() {
    Refusal none = refusal(MultiMap.caseInsensitiveMultiMap());
    Refusal basic = refusal(MultiMap.caseInsensitiveMultiMap().add("Authorization", "Basic eDp5"));

    assertThat(none).isEqualTo(new Refusal.Unauthenticated("no-token", false));
    assertThat(basic).isEqualTo(new Refusal.Unauthenticated("token-malformed", false));
  }

  @Test
  void twoAuthorizationHeadersAreRefusedEvenIfBothHold() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.add("Authorization", "Bearer " + realm.patient("p1"));
    headers.add("Authorization", "Bearer " + realm.practitioner());

    assertThat(refusal(headers)).isEqualTo(new Refusal.Unauthenticated("token-malformed", true));
  }

  /** The gateway has asked for them just now, and may not ask again at once. */
  @Test
  void aNewKeyOfTheRealmHoldsFromItsFirstTokenOn() {
    realm.publish("key-2");

    assertThat(verify(realm.practitioner()).subject()).isEqualTo("user-doctor");
  }

  @Test
  void aKeyThatIsNewWhileTheRealmIsBeingAskedHoldsFromItsFirstTokenOn() {
    List<Future<Caller>> unknown = manyUnknown(1);
    Awaitility.await().until(() -> realm.keyFetches() > 1);
    realm.publish("key-2");

    assertThat(verify(realm.practitioner()).subject()).isEqualTo("user-doctor");
    assertThat(unknown.get(0).otherwiseEmpty().await()).isNull();
  }

  @Test
  void aKeyTheRealmHasWithdrawnVerifiesNothingAnyMore() {
    String token = realm.practitioner();
    assertThat(verify(token).subject()).isEqualTo("user-doctor");
    realm.publish("key-2");
    realm.withdraw("key-1");

    // a token of the new key makes the gateway ask the realm; then the old one is forgotten too
    assertThat(verify(realm.practitioner()).subject()).isEqualTo("user-doctor");
    assertUnauthenticated(token);
  }

  @Test
  void tokensThatNameUnknownKeysDoNotMakeTheGatewayAskTheRealmEachTime() {
    int before = realm.keyFetches();

    for (Future<Caller> one : manyUnknown(50)) {
      assertThat(reason(one)).isEqualTo("token-key-unknown");
    }

    assertThat(realm.keyFetches() - before).isLessThanOrEqualTo(2);
  }

  @Test
  void amongManyTokensThatNameUnknownKeysANewKeyIsLearntAllTheSame() {
    // the realm is asked, and then not for a second
    assertThat(reason(manyUnknown(1).get(0))).isEqualTo("token-key-unknown");
    List<Future<Caller>> flood = manyUnknown(2 * RealmKeys.MOST_WAITING);

    assertThat(flood.stream().map(TokensTest::reason).distinct())
        .containsExactlyInAnyOrder("token-key-unknown", "keys-busy");
    realm.publish("key-2");
    flood = manyUnknown(RealmKeys.MOST_WAITING / 2);
    assertThat(verify(realm.practitioner()).subject()).isEqualTo("user-doctor");
    assertThat(flood.stream().map(TokensTest::reason).distinct())
        .containsExactly("token-key-unknown");
  }

  private List<Future<Caller>> manyUnknown(int number) {
    JsonObject claims = realm.practitionerClaims();
    // not signed at all: nobody gets so far as to look
    return IntStream.range(0, number)
        .mapToObj(i -> encoded(realm.header("unknown-" + i)) + "." + encoded(claims) + ".AAAA")
        .map(tokens::verify)
        .toList();
  }

  private static String reason(Future<Caller> refused) {
    Throwable thrown = catchThrowable(refused::await);
    assertThat(thrown).isInstanceOf(Refused.class);
    return ((Refused) thrown).refusal().reason();
  }

  @Test
  void whileTheRealmIsOutOfReachItsKeysHoldAndWhoHasAnotherIsToldToComeBack() {
    String known = realm.practitioner();
    realm.publish("key-2");
    realm.reachable(false);

    assertThat(verify(known).subject()).isEqualTo("user-doctor");
    assertThat(refusal(bearer(realm.practitioner())))
        .isEqualTo(new Refusal.NotReady("keys-not-fetched", Duration.ofSeconds(5)));
    realm.reachable(true);
    assertThat(verify(realm.practitioner()).subject()).isEqualTo("user-doctor");
  }

  @Test
  void aClockOfTheRealmThatIsALittleAheadIsForgiven() {
    // by as much as the leeway
    long soon = Instant.now().getEpochSecond() + 2;
    JsonObject claims = realm.practitionerClaims().put("nbf", soon).put("iat", soon);

    assertThat(verify(realm.token(claims)).subject()).isEqualTo("user-doctor");
  }

  @Test
  void withoutKeysNothingIsVerifiedAndTheGatewayIsNotReady() {
    realm.reachable(false);
    Tokens fresh = new Tokens(vertx, TestSettings.of(realm), WebClient.create(vertx));
    fresh.start().await();

    Throwable refused = catchThrowable(() -> fresh.verify(realm.practitioner()).await());

    assertThat(((Refused) refused).refusal()).isInstanceOf(Refusal.NotReady.class);
    assertThat(fresh.ready().failed()).isTrue();
    realm.reachable(true);
    Awaitility.await().until(() -> fresh.ready().succeeded());
    fresh.stop().await();
  }

  @Test
  void aRealmThatHadNoKeyForAMomentIsNotWaitedForMuchLonger() {
    JsonObject unknown = realm.header("unknown");
    realm.withdraw("key-1");
    String token = TestRealm.token(unknown, realm.practitionerClaims(), TestRealm.keyPair());
    assertThat(catchThrowable(() -> verify(token))).isInstanceOf(Refused.class);
    assertThat(tokens.ready().failed()).isTrue();

    realm.publish("key-2");

    assertThat(verify(realm.practitioner()).subject()).isEqualTo("user-doctor");
  }

  @Test
  void aRealmThatHasNoKeyYetIsAskedAgainSoon() {
    realm.withdraw("key-1");
    Tokens early = new Tokens(vertx, TestSettings.of(realm), WebClient.create(vertx));
    int before = realm.keyFetches();
    early.start().await();
    try {
      Awaitility.await().until(() -> realm.keyFetches() > before);
      assertThat(early.ready().failed()).isTrue();

      realm.publish("key-2");

      Awaitility.await().until(() -> early.ready().succeeded());
    } finally {
      early.stop().await();
    }
  }

  @Test
  void aTokenVerifiedOnceStillExpires() {
    JsonObject claims = realm.practitionerClaims().put("exp", Instant.now().getEpochSecond());
    String token = realm.token(claims);
    // within the leeway of two seconds
    assertThat(verify(token).subject()).isEqualTo("user-doctor");

    Awaitility.await().until(() -> outcome(token) != null);
  }

  private Caller verify(String token) {
    return tokens.verify(token).await();
  }

  private void assertUnauthenticated(String token) {
    Refusal refusal = refusal(bearer(token));
    assertThat(refusal).as(token).isInstanceOf(Refusal.Unauthenticated.class);
    assertThat(((Refusal.Unauthenticated) refusal).tokenPresented()).isTrue();
  }

  private Throwable outcome(String token) {
    return catchThrowable(() -> tokens.verify(token).await());
  }

  private Refusal refusal(MultiMap headers) {
    Throwable thrown =
        catchThrowable(() -> tokens.verify(headers, "GET", "/", null, Reception.NONE).await());
    assertThat(thrown).isInstanceOf(Refused.class);
    return ((Refused) thrown).refusal();
  }

  private static MultiMap bearer(String token) {
    return MultiMap.caseInsensitiveMultiMap().add("Authorization", "Bearer " + token);
  }

  private static String encoded(JsonObject json) {
    return BASE64.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
  }
}
