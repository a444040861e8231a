// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Administrators who read and change the same things at the same time. */
@ExtendWith(KeycloakExtension.class)
class ConditionsIT {
  private static final String NOTICES = "/hostings/" + HOSTING + "/notices";

  private final TestRealm realm;

  ConditionsIT(TestRealm realm) {
    this.realm = realm;
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() {
    for (String path :
        List.of(
            "/hosts",
            "/hosts/nuage-sante",
            "/hostings",
            "/hostings/" + HOSTING,
            NOTICES,
            NOTICES + "/1")) {
      Answer first = realm.consent("GET", path, null);
      String tag = first.header("ETag");
      assertThat(tag).as(path).matches("\"[\\w-]{43}(\\.[\\w-]{43})?\"");

      Answer same = realm.consent("GET", path, null, "If-None-Match", "W/\"x\", " + tag);
      assertThat(same.status()).as(path).isEqualTo(304);
      assertThat(same.body()).isEmpty();
      assertThat(same.header("ETag")).isEqualTo(tag);
      assertThat(realm.consent("GET", path, null, "If-None-Match", "\"x\"").status())
          .isEqualTo(200);
    }
  }

  @Test
  void whoHasReadAnOldVersionChangesNothing() {
    String before = tag("/hosts/nuage-sante");
    String renamed = Examples.hostDocument().replace("Nuage Santé", "Nuage Santé 2");
    Answer changed = realm.consent("PUT", "/hosts/nuage-sante", renamed, "If-Match", before);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("ETag")).isEqualTo(tag("/hosts/nuage-sante")).isNotEqualTo(before);

    for (String condition : List.of(before, "\"x\"", "W/" + changed.header("ETag"), "nonsense")) {
      Answer late =
          realm.consent(
              "PUT", "/hosts/nuage-sante", Examples.hostDocument(), "If-Match", condition);
      failed(late);
    }
    failed(realm.consent("PUT", "/hosts/new", renamed, "If-Match", "*"));
    failed(realm.consent("PUT", "/hosts/nuage-sante", renamed, "If-None-Match", "*"));
    assertThat(realm.consent("GET", "/hosts/nuage-sante", null).json().path("name").asText())
        .isEqualTo("Nuage Santé 2");
    assertThat(realm.consent("PUT", "/hosts/new", renamed, "If-None-Match", "*").status())
        .isEqualTo(201);
  }

  @Test
  void ofManyWhoReadTheSameOneChangesIt() throws Exception {
    String host = tag("/hosts/nuage-sante");
    assertThat(
            statuses(
                i ->
                    realm.consent(
                        "PUT",
                        "/hosts/nuage-sante",
                        Examples.hostDocument().replace("Nuage Santé", "Nuage " + i),
                        "If-Match",
                        host)))
        .containsExactlyInAnyOrder(200, 412, 412, 412, 412, 412);

    String hosting = tag("/hostings/" + HOSTING);
    assertThat(
            statuses(
                i ->
                    realm.consent(
                        "PUT",
                        "/hostings/" + HOSTING,
                        json("{'purposes':['Soins %d'],'legalBasis':'EXPLICIT_CONSENT'}", i),
                        "If-Match",
                        hosting)))
        .containsExactlyInAnyOrder(200, 412, 412, 412, 412, 412);
  }

  @Test
  void ofManyWhoCreateTheSameOneDoesAndTheOthersAreNotTheServersFault() throws Exception {
    assertThat(
            statuses(
                i ->
                    realm.consent(
                        "PUT", "/hosts/first", Examples.hostDocument(), "If-None-Match", "*")))
        .containsExactlyInAnyOrder(201, 412, 412, 412, 412, 412);
    assertThat(statuses(i -> realm.consent("PUT", "/hosts/second", Examples.hostDocument())))
        .containsExactlyInAnyOrder(201, 200, 200, 200, 200, 200);
  }

  @Test
  void nobodyPublishesOverAVersionTheyHaveNotSeen() throws Exception {
    String before = tag(NOTICES);
    String text = json("{'texts':{'fr':{'title':'T','body':'B'}}}");

    assertThat(statuses(i -> realm.consent("POST", NOTICES, text, "If-Match", before)))
        .containsExactlyInAnyOrder(201, 412, 412, 412, 412, 412);

    assertThat(realm.consent("GET", NOTICES, null).json().path("notices")).hasSize(2);
    Answer next = realm.consent("POST", NOTICES, text);
    assertThat(next.json().path("version").asInt()).isEqualTo(3);
    assertThat(next.header("Location")).endsWith("/notices/3");
    assertThat(realm.consent("GET", NOTICES + "/3", null).json().at("/texts/fr/body").asText())
        .isEqualTo("B");
  }

  private String tag(String path) {
    return realm.consent("GET", path, null).ok().header("ETag");
  }

  private static void failed(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(412);
    assertThat(answer.json().path("type").asText())
        .isEqualTo("urn:prunelle:problem:precondition-failed");
  }

  /** What six calls at the same time are answered. */
  private static List<Integer> statuses(IntFunction<Answer> call)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        int number = i;
        answers.add(
            pool.submit(
                () -> {
                  start.await();
                  return call.apply(number).status();
                }));
      }
      start.countDown();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
      return statuses;
    } finally {
      pool.shutdownNow();
    }
  }
}
