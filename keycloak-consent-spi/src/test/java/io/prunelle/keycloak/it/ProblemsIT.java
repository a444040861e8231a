// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.TILLEULS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a client gets that calls wrongly: always a problem, never the server's fault. */
@ExtendWith(KeycloakExtension.class)
class ProblemsIT {
  private static final String ODD = "{}[]\",:0-\\\uFFFE\u202E";

  private final TestRealm realm;

  ProblemsIT(TestRealm realm) {
    this.realm = realm;
  }

  @Test
  void pathsThatDoNotExistAreProblemsToo() {
    realm.patient("alice", LILAS);
    String token = realm.token("alice");
    for (String path :
        List.of(
            "",
            "/",
            "/you",
            "/me/decision",
            "/me/decisions/1/2",
            "/me/decisions/1/receipt/2",
            "/changes/1")) {
      problem(realm.call("GET", "/consent" + path, token, null), 404, "unknown-path");
    }
    for (String path :
        List.of("", "/", "/host", "/hosts/a/b", "/hostings/a@b/notice", "/entries/1")) {
      problem(realm.consent("GET", path, null), 404, "unknown-path");
    }
  }

  @Test
  void methodsThatAPathDoesNotKnowAreToldWithThoseItKnows() {
    realm.patient("alice", LILAS);
    String token = realm.token("alice");
    for (String method : List.of("PUT", "DELETE", "PATCH", "POST")) {
      Answer me = realm.call(method, "/consent/me", token, "{}");
      problem(me, 405, "method-not-allowed");
      assertThat(me.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
    assertThat(allow(realm.call("DELETE", "/consent/me/decisions", token, null)))
        .isEqualTo("GET, HEAD, OPTIONS, POST");
    assertThat(allow(realm.consent("POST", "/hosts", "{}"))).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(allow(realm.consent("DELETE", "/hosts/nuage-sante", null)))
        .isEqualTo("GET, HEAD, OPTIONS, PUT");
    assertThat(allow(realm.consent("PUT", "/hostings/" + HOSTING + "/notices/1", "{}")))
        .isEqualTo("GET, HEAD, OPTIONS");
  }

  @Test
  void aBodyThatIsNotJsonIsNotRead() {
    realm.patient("alice", LILAS);
    String token = realm.token("alice");
    String body = json("{'hosting':'%s','decision':'PERMIT','notice':1}", HOSTING);

    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
      problem(
          realm.call("POST", "/consent/me/decisions", token, body, "Content-Type", type),
          415,
          "unsupported-media-type");
    }
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
  }

  @Test
  void eachRefusalHasItsOwnType() {
    realm.patient("alice", LILAS);
    String token = realm.token("alice");

    problem(realm.decide(token, "PERMIT", null), 400, "notice-not-named");
    problem(realm.decide(token, "PERMIT", 7), 409, "notice-not-current");
    assertThat(realm.decide(token, "PERMIT", 7).json().path("current").asInt()).isEqualTo(1);
    problem(realm.decide(token, "WITHDRAW", 1), 409, "nothing-to-withdraw");
    problem(realm.decide(token, "OBJECT", 1), 400, "other-legal-basis");
    problem(realm.decide(token, "PERMITTED", 1), 400, "invalid-member");
    problem(decide(token, "'notice':1,'language':'de'"), 400, "no-such-language");
    problem(decide(token, "'notice':1,'digest':'sha-256:%s'", "0".repeat(64)), 409, "text-differs");
    problem(
        decide(token, "'notice':1,'described':'sha-256:%s'", "0".repeat(64)), 409, "text-differs");
    problem(decide(token, "'hosting':'" + TILLEULS + "@nuage-sante'"), 400, "malformed-body");
    problem(realm.call("GET", "/consent/me/decisions/7", token, null), 404, "not-found");
    problem(realm.call("GET", "/consent/me/decisions/x", token, null), 400, "invalid-parameter");
    problem(realm.call("GET", "/consent/me", null, null), 401, "unauthenticated");
    problem(realm.call("GET", "/consent/changes", token, null), 403, "not-permitted");
    problem(realm.consent("GET", "/hosts/unknown", null), 404, "not-found");
    problem(realm.consent("PUT", "/hosts/UPPER", "{}"), 400, "invalid-parameter");
    problem(realm.consent("PUT", "/hosts/ok", "x".repeat(300_000)), 413, "body-too-long");
    problem(realm.consent("GET", "/hostings/nonsense", null), 400, "invalid-parameter");
    problem(realm.consent("GET", "/entries", null), 400, "invalid-parameter");
  }

  @Test
  void noBodyWhateverMakesTheServerFail() {
    realm.patient("alice", LILAS);
    Random random = new Random(26);
    String valid =
        json(
            "{'hosting':'%s','decision':'DENY','notice':1,'language':'fr','digest':null}", HOSTING);
    List<String> bodies = new ArrayList<>();
    for (String each :
        List.of(
            "",
            "null",
            "[]",
            "{}",
            "\"\"",
            "{\"hosting\":{}}",
            "{\"notice\":1e400}",
            "{\"hosting\":\"\\u0000@\\u0000\"}",
            "{\"hosting\":\"a@b\",\"decision\":\"\\ud800\"}",
            "[".repeat(4_000),
            "{\"a\":".repeat(1_300),
            "{\"notice\":" + "9".repeat(7_000) + "}")) {
      bodies.add(each);
    }
    for (int i = 0; i < 150; i++) {
      StringBuilder mutant = new StringBuilder(valid);
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        int at = random.nextInt(mutant.length());
        switch (random.nextInt(4)) {
          case 0 -> mutant.deleteCharAt(at);
          case 1 -> mutant.insert(at, (char) random.nextInt(0x300));
          case 2 -> mutant.setCharAt(at, ODD.charAt(random.nextInt(ODD.length())));
          default -> mutant.insert(at, mutant.substring(random.nextInt(at + 1), at));
        }
      }
      bodies.add(mutant.toString());
    }
    int sent = 0;
    String token = "";
    for (String body : bodies) {
      // a user is let in thirty times a minute
      if (sent++ % 25 == 0) {
        realm.patient("patient-" + sent, LILAS);
        token = realm.token("patient-" + sent);
      }
      Answer answer = realm.call("POST", "/consent/me/decisions", token, body);
      if (answer.status() != 201) {
        assertThat(answer.status()).as(body).isBetween(400, 499).isNotEqualTo(429);
        problem(answer, answer.status(), "");
      }
    }
  }

  @Test
  void noPathOrQueryWhateverMakesTheServerFail() {
    realm.patient("alice", LILAS);
    String token = realm.token("alice");
    for (String odd :
        List.of(
            "%00",
            "%ff",
            "%f0%9f%98%80",
            "a%2fb",
            "..",
            "%25",
            "a".repeat(3_000),
            "'",
            "%22",
            "%E2%80%AE",
            "-1",
            "9223372036854775808",
            "1%0d%0aX:1",
            "%7b%7d",
            "a@b@c",
            "@",
            "*")) {
      for (String path :
          List.of(
              "/hosts/", "/hostings/", "/hostings/" + HOSTING + "/notices/", "/entries?patient=")) {
        mistake(realm.consent("GET", path + odd, null));
        mistake(realm.consent("PUT", path + odd, "{}"));
        mistake(realm.consent("POST", path + odd + "/notices", "{}"));
      }
      mistake(realm.call("GET", "/consent/me/decisions/" + odd, token, null));
      mistake(realm.call("GET", "/consent/me/decisions?before=" + odd, token, null));
      mistake(realm.call("GET", "/consent/" + odd, token, null));
      mistake(realm.call("GET", "/consent/changes?after=" + odd, realm.serviceToken(), null));
      mistake(realm.call("GET", "/consent/me?lang=" + odd, token, null));
      assertThat(realm.call("GET", "/consent/me", odd, null).status()).isIn(400, 401);
    }
  }

  private Answer decide(String token, String members, Object... arguments) {
    return realm.call(
        "POST",
        "/consent/me/decisions",
        token,
        json("{'hosting':'" + HOSTING + "','decision':'PERMIT'," + members + "}", arguments));
  }

  private static String allow(Answer answer) {
    problem(answer, 405, "method-not-allowed");
    return answer.header("Allow");
  }

  private static void mistake(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isIn(200, 400, 404, 405);
    assertThat(answer.body()).doesNotContain("Exception", "\tat ");
  }

  private static void problem(Answer answer, int status, String type) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.header("Content-Type"))
        .as("%s", answer)
        .startsWith("application/problem+json");
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("type").asText()).startsWith("urn:prunelle:problem:" + type);
    assertThat(answer.body()).doesNotContain("Exception", "\\tat ");
  }
}
