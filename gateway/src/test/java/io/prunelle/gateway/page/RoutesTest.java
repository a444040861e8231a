// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Outcome;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every address there is, and who comes in there (OWASP ASVS, V4): a new one is among these, or the
 * build fails.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutesTest {

  private static final Set<String> FOR_EVERYBODY =
      Set.of(
          "GET /",
          "GET /my/assets/",
          "GET /my/callback",
          "GET /my/signed-out",
          // The realm's, which shows who it is by a signed token
          "POST /my/backchannel-logout");

  private static final Set<String> OF_PATIENTS =
      Set.of(
          "GET /my",
          "GET /my/accesses",
          "GET /my/accesses.csv",
          "GET /my/accesses.pdf",
          "GET /my/accesses.json",
          "GET /my/accesses.fhir.json",
          "GET /my/accesses/:entry/proof.json",
          "GET /my/accesses/:entry/report",
          "GET /my/decisions",
          "GET /my/decisions/:position/receipt.html",
          "GET /my/decisions/:position/receipt.jwt",
          "GET /my/decisions/confirm",
          "GET /my/certificates/:certificate",
          "GET /my/doctor",
          "GET /my/data",
          "GET /my/data/:archive",
          "POST /my/accesses/:entry/report",
          "POST /my/for",
          "POST /my/decisions",
          "POST /my/decisions/confirm",
          "POST /my/emergencies",
          "POST /my/unusual",
          "POST /my/read",
          "POST /my/mail",
          "POST /my/doctor",
          "POST /my/data",
          "POST /my/data/delete",
          "POST /my/logout");

  private static final Set<String> OF_PRACTICES =
      Set.of(
          "GET /practice/:practice",
          "GET /practice/:practice/accesses",
          "GET /practice/:practice/accesses.csv",
          "GET /practice/:practice/accesses.json",
          "GET /practice/:practice/accesses.ndjson",
          "GET /practice/:practice/accesses/:entry",
          "GET /practice/:practice/accesses/:entry/proof.json",
          "GET /practice/:practice/reports",
          "GET /practice/:practice/objections",
          "GET /practice/:practice/handovers",
          "GET /practice/:practice/decisions/new",
          "GET /practice/:practice/register",
          "GET /practice/:practice/register.pdf",
          "GET /practice/:practice/risks",
          "GET /practice/:practice/risks.pdf",
          "GET /practice/:practice/transfers",
          "POST /practice/:practice/reports/:report",
          "POST /practice/:practice/objections/:position",
          "POST /practice/:practice/handovers/:handover",
          "POST /practice/:practice/decisions/new",
          "POST /practice/:practice/decisions",
          "POST /practice/:practice/transfers/:transfer/:order",
          "POST /practice/:practice/hosts/:host/:order");

  /** What each request comes by, whatever its address: one more could answer by itself. */
  private static final List<String> EVERYWHERE =
      List.of(
          // Its id, and the headers of its answer
          "any",
          "any",
          // Whether it is taken, and the language
          "GET",
          "GET",
          // Whether the form arrives, what it says, and whether it is the session's
          "POST",
          "POST",
          "POST",
          // There is no such page, or it failed
          "any",
          "any");

  /** Stands in all that is Anne's. */
  private static final String SECRET = "Dr Secret";

  private final OfficeFixture fixture = new OfficeFixture();
  private final PageFixture page = fixture.page;
  private final Map<String, String> ids = new HashMap<>();
  private final Map<TestBrowser, String> csrf = new HashMap<>();
  private TestBrowser anne;
  private TestBrowser bruno;
  private TestBrowser practitioner;
  private TestBrowser elsewhere;
  private TestBrowser office;

  @BeforeAll
  void whatAnneHas() {
    UUID entry =
        PageFixture.get(
            page.journal()
                .record(
                    new Entry(
                        UUID.randomUUID().toString(),
                        new Entry.Agent("u1", SECRET, "practitioner", "demo-app", null, null),
                        new Entry.Act("read", "Observation", "o1", null, "GET", "/fhir"),
                        new Entry.Where("cabinet-des-lilas", "p1", "nuage-sante", null, null),
                        true,
                        "consent-permit"),
                    new Outcome(200, 17, Duration.ofMillis(3), "completed")));
    anne = known(patient("anne", "p1"));
    anne.post(
        "/my/accesses/" + entry + "/report",
        Map.of("csrf", csrf.get(anne), "words", "of " + SECRET));
    anne.post("/my/data", Map.of("csrf", csrf.get(anne)));
    bruno = known(patient("bruno", "p2"));
    practitioner =
        known(fixture.signedIn("dr-no-role", "", OfficeFixture.PRACTICE, "practitioner"));
    String[] roles = {"consent-officer", "auditor", "practice-administrator"};
    elsewhere = known(fixture.signedIn("ola", "", "cabinet-de-la-gare", roles));
    office = known(fixture.signedIn("olga", "", OfficeFixture.PRACTICE, roles));
    Awaitility.await()
        .until(() -> !rows("SELECT id FROM takeout.archive WHERE state <> 'PREPARING'").isEmpty());
    ids.put("practice", "cabinet-des-lilas");
    ids.put("entry", entry.toString());
    ids.put("report", id("report.report"));
    ids.put("archive", id("takeout.archive") + ".zip");
    ids.put("position", "1042");
    ids.put("certificate", UUID.randomUUID().toString());
    ids.put("handover", UUID.randomUUID().toString());
    ids.put("transfer", UUID.randomUUID().toString());
    ids.put("host", "nuage-sante");
    ids.put("order", "pause");
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private String id(String table) {
    return rows("SELECT id FROM " + table).get(0).get("id").toString();
  }

  private List<Map<String, Object>> rows(String sql) {
    return fixture.database.rows(sql);
  }

  private TestBrowser patient(String subject, String patient) {
    page.realm.accessClaims = UnaryOperator.identity();
    TestBrowser browser = page.browser();
    browser.language = "en";
    page.signIn(browser, "/my", subject, patient);
    return browser;
  }

  private TestBrowser known(TestBrowser browser) {
    csrf.put(browser, OfficeFixture.csrf(browser.get("/my")));
    return browser;
  }

  private String address(String route) {
    String path = route.substring(route.indexOf(' ') + 1);
    for (Map.Entry<String, String> id : ids.entrySet()) {
      path = path.replaceAll(":" + id.getKey() + "(?=[/.]|$)", id.getValue());
    }
    assertThat(path).as("all of it is known").doesNotContain(":");
    return path;
  }

  private HttpResponse<String> ask(TestBrowser browser, String route, String csrf) {
    String path = address(route);
    if (route.startsWith("GET ")) {
      return browser.get(path);
    }
    // All that any form has, of Anne's
    return browser.post(
        path,
        Map.ofEntries(
            Map.entry("csrf", csrf),
            Map.entry("patient", "p1"),
            Map.entry("hosting", "cabinet-des-lilas@nuage-sante"),
            Map.entry("decision", "PERMIT"),
            Map.entry("notice", "3"),
            Map.entry("language", "fr"),
            Map.entry("digest", "sha-256:0"),
            Map.entry("entry", ids.get("entry")),
            Map.entry("opening", ids.get("entry")),
            Map.entry("answer", "report:" + ids.get("report")),
            Map.entry("archive", ids.get("archive").replace(".zip", "")),
            Map.entry("confirm", "yes"),
            Map.entry("wanted", "true"),
            Map.entry("what", "ERASE"),
            Map.entry("handover", ids.get("handover")),
            Map.entry("practice", "cabinet-des-lilas")));
  }

  /** What there is of Anne's, and what was asked of the realm for anybody. */
  private List<Object> kept() {
    return List.of(
        rows("SELECT to_jsonb(r)::text AS row FROM report.report r ORDER BY id").toString(),
        rows("SELECT id, state FROM takeout.archive WHERE id = '%s'"
                .formatted(ids.get("archive").replace(".zip", "")))
            .toString(),
        rows("SELECT * FROM page.read_answer").toString(),
        page.realm.decisionsMade.toString(),
        page.realm.office.toString());
  }

  static Stream<String> ofPatients() {
    return OF_PATIENTS.stream().sorted();
  }

  static Stream<String> ofPractices() {
    return OF_PRACTICES.stream().sorted();
  }

  static Stream<String> forms() {
    return Stream.concat(ofPatients(), ofPractices()).filter(route -> route.startsWith("POST "));
  }

  static Stream<String> closed() {
    return Stream.concat(ofPatients(), ofPractices());
  }

  @Test
  void thereIsNoOtherAddress() {
    Set<String> there =
        page.router().getRoutes().stream()
            .filter(route -> route.getPath() != null)
            .flatMap(RoutesTest::named)
            .collect(Collectors.toSet());

    assertThat(withoutPath(page.router())).containsExactlyElementsOf(EVERYWHERE);
    assertThat(there)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(FOR_EVERYBODY, OF_PATIENTS, OF_PRACTICES)
                .flatMap(Set::stream)
                .collect(Collectors.toSet()));
  }

  @Test
  void whatAnswersWithoutAPathIsSeen() {
    Router router = Router.router(page.vertx);
    router.get().handler(context -> context.end(SECRET));
    router.getWithRegex("/my/.*").handler(context -> context.end(SECRET));
    router.get("/my").handler(context -> context.end());

    assertThat(withoutPath(router)).containsExactly("GET", "GET by a pattern");
  }

  /** In the order in which they come. */
  private static List<String> withoutPath(Router router) {
    return router.getRoutes().stream()
        .filter(route -> route.getPath() == null)
        .map(
            route ->
                (route.methods() == null || route.methods().isEmpty()
                        ? "any"
                        : route.methods().stream()
                            .map(HttpMethod::name)
                            .sorted()
                            .collect(Collectors.joining(",")))
                    + (route.isRegexPath() ? " by a pattern" : ""))
        .toList();
  }

  private static Stream<String> named(Route route) {
    assertThat(route.methods()).as("%s is for some methods", route.getPath()).isNotEmpty();
    return route.methods().stream().map(method -> method.name() + " " + route.getPath());
  }

  @ParameterizedTest
  @MethodSource("closed")
  void whoIsNotSignedInSeesAndDoesNothing(String route) {
    List<Object> before = kept();

    HttpResponse<String> answer = ask(page.browser(), route, "forged");

    if (route.startsWith("GET ")) {
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(TestBrowser.location(answer)).startsWith(page.realm.issuer());
    } else {
      assertThat(answer.statusCode()).isIn(401, 403, 415);
    }
    assertThat(answer.body()).doesNotContain(SECRET);
    assertThat(kept()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("ofPatients")
  void anotherPatientSeesNothingAndChangesNothingOfAnnes(String route) {
    TestBrowser someone = route.endsWith("/logout") ? known(patient("bruno-again", "p2")) : bruno;
    List<Object> before = kept();

    HttpResponse<String> answer = ask(someone, route, csrf.get(someone));

    assertThat(answer.body()).doesNotContain(SECRET);
    if (route.contains(":entry") || route.contains(":archive") || route.contains(":certificate")) {
      assertThat(answer.statusCode()).isEqualTo(404);
    }
    assertThat(answer.statusCode()).isLessThan(500);
    assertThat(rows("SELECT 1 FROM report.report WHERE answer IS NOT NULL")).isEmpty();
    // Decisions are the realm's, for whom the token is: Bruno's own here, whatever the form names
    List<Object> after = kept();
    assertThat(after.subList(0, 2)).isEqualTo(before.subList(0, 2));
    assertThat(rows("SELECT 1 FROM page.read_answer WHERE reader = 'anne'")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("ofPractices")
  void whoHasNoRoleAtThePracticeSeesNothingAndDoesNothing(String route) {
    List<Object> before = kept();

    for (TestBrowser someone : List.of(bruno, practitioner, elsewhere)) {
      HttpResponse<String> answer = ask(someone, route, csrf.get(someone));

      // A scan is another kind of form, which nothing else is taken for
      assertThat(answer.statusCode()).isIn(403, 415);
      assertThat(answer.body()).doesNotContain(SECRET, "Nuage");
    }
    assertThat(kept()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void noFormIsTakenWithoutTheSessionsOwnToken(String route) {
    TestBrowser someone = OF_PATIENTS.contains(route) ? anne : office;
    List<Object> before = kept();

    HttpResponse<String> answer = ask(someone, route, "forged");

    assertThat(answer.statusCode()).isIn(403, 415);
    assertThat(kept()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("closed")
  void whatIsForOneIsNotKeptByTheBrowserAndShownInNoFrame(String route) {
    HttpResponse<String> answer = ask(anne, route, "forged");

    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(answer, "Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("script-src", "unsafe");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Referrer-Policy")).isEqualTo("same-origin");
    assertThat(answer.body()).doesNotContain("<script");
    if (!answer.body().isEmpty()) {
      assertThat(header(answer, "Content-Type"))
          .matches("text/.*; ?charset=utf-8(;.*)?|application/.*");
    }
    // Nor does any say what it runs on
    assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by");
  }

  /** ASVS, 14.5.1: nothing is done or shown by a method that a page does not have. */
  @ParameterizedTest
  @MethodSource("closed")
  void otherMethodsDoNothing(String route) {
    List<Object> before = kept();

    for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND")) {
      HttpResponse<String> answer = anne.send(method, address(route));
      assertThat(answer.statusCode()).as(method).isIn(404, 405);
      assertThat(answer.body()).doesNotContain(SECRET);
    }
    assertThat(kept()).isEqualTo(before);
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
