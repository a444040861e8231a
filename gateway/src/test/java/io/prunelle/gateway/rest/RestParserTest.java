// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.refusal.Refused;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every interaction of FHIR R4 is recognised, and written anew so that it means the same. */
final class RestParserTest {

  private static final String FORM_ALONE =
      "The body must be application/x-www-form-urlencoded in UTF-8.";
  private static final String RESOURCE_ALONE =
      "The body must be application/fhir+json or application/fhir+xml in UTF-8.";

  /** Request, Content-Type, body, what it is, and the target that is sent on. */
  private static final List<String> INTERACTIONS =
      List.of(
          "GET /Patient/p1 | | | READ | /Patient/p1",
          "GET /Patient/a-B.9 | | | READ | /Patient/a-B.9",
          "GET /%50atient/%70%31 | | | READ | /Patient/p1",
          "GET /Observation/o1?_summary=true&_format=json | | | READ | /Observation/o1?_summary=true",
          "GET /Patient/p1?_pretty=true&_elements=name,birthDate | | | READ | /Patient/p1?_elements=name%2CbirthDate&_pretty=true",
          "GET /Patient/p1/_history/2 | | | VREAD | /Patient/p1/_history/2",
          "PUT /Patient/p1 | application/fhir+json | {} | UPDATE | /Patient/p1",
          "PUT /Patient?identifier=x | application/json | {} | CONDITIONAL_UPDATE | /Patient?identifier=x",
          "PATCH /Patient/p1 | application/json-patch+json | [] | PATCH | /Patient/p1",
          "PATCH /Patient/p1 | application/xml-patch+xml | <x/> | PATCH | /Patient/p1",
          "PATCH /Patient/p1 | application/fhir+json | {} | PATCH | /Patient/p1",
          "PATCH /Patient?identifier=x | application/json-patch+json | [] | CONDITIONAL_PATCH | /Patient?identifier=x",
          "PATCH /Patient?identifier=x | application/fhir+json | {} | CONDITIONAL_PATCH | /Patient?identifier=x",
          "DELETE /Observation/o1 | | | DELETE | /Observation/o1",
          "DELETE /Observation?code=x | | | CONDITIONAL_DELETE | /Observation?code=x",
          "GET /Patient/p1/_history?_count=5 | | | HISTORY_INSTANCE | /Patient/p1/_history?_count=5",
          "GET /Patient/_history | | | HISTORY_TYPE | /Patient/_history",
          "GET /_history?_since=2026 | | | HISTORY_SYSTEM | /_history?_since=2026",
          "POST /Observation | application/fhir+json | {} | CREATE | /Observation",
          "GET /Observation?code=a%7Cb,c | | | SEARCH_TYPE | /Observation?code=a%7Cb%2Cc",
          "GET /Observation | | | SEARCH_TYPE | /Observation",
          "POST /Observation/_search | application/x-www-form-urlencoded | code=x | SEARCH_TYPE | /Observation/_search",
          "GET ?_type=Observation | | | SEARCH_SYSTEM | ?_type=Observation",
          "POST /_search | application/x-www-form-urlencoded | _id=x | SEARCH_SYSTEM | /_search",
          "GET /Patient/p1/Observation?code=x | | | SEARCH_COMPARTMENT | /Patient/p1/Observation?code=x",
          "GET /Encounter/e1/* | | | SEARCH_COMPARTMENT | /Encounter/e1/*",
          "POST /Patient/p1/Observation/_search | application/x-www-form-urlencoded | code=x | SEARCH_COMPARTMENT | /Patient/p1/Observation/_search",
          "POST /Patient/p1/_search | application/x-www-form-urlencoded | | SEARCH_COMPARTMENT | /Patient/p1/*/_search",
          "GET /metadata?mode=full | | | CAPABILITIES | /metadata?mode=full",
          "POST  | application/fhir+json | {\"resourceType\":\"Bundle\",\"type\":\"batch\"} | BATCH | ''",
          "POST / | application/fhir+json | {\"resourceType\":\"Bundle\",\"type\":\"batch\"} | BATCH | ''",
          "GET /?_type=Observation | | | SEARCH_SYSTEM | ?_type=Observation",
          "POST  | application/fhir+json | {\"type\":\"transaction\",\"entry\":[{\"type\":\"batch\"}]} | TRANSACTION | ''",
          "GET /Patient/p1/$everything?_count=5 | | | OPERATION | /Patient/p1/$everything?_count=5",
          "GET /Patient/p1/%24everything | | | OPERATION | /Patient/p1/$everything",
          "POST /Patient/$match | application/fhir+json | {} | OPERATION | /Patient/$match",
          "GET /Observation/$lastn?max=3 | | | OPERATION | /Observation/$lastn?max=3",
          "GET /Composition/c1/$document | | | OPERATION | /Composition/c1/$document",
          "GET /Patient/p1/$summary | | | OPERATION | /Patient/p1/$summary",
          "POST /Observation/$validate | application/fhir+json | {} | OPERATION | /Observation/$validate",
          "GET /ValueSet/v1/$expand?filter=x | | | OPERATION | /ValueSet/v1/$expand?filter=x",
          "GET /CodeSystem/$lookup?code=x | | | OPERATION | /CodeSystem/$lookup?code=x",
          "POST /$process-message | application/fhir+json | {} | OPERATION | /$process-message",
          "GET ?_page=abc_-9 | | | PAGE | ?_page=abc_-9");

  static Stream<List<String>> interactions() {
    return INTERACTIONS.stream()
        .map(row -> Stream.of(row.split(" \\|", -1)).map(String::strip).toList());
  }

  @ParameterizedTest
  @MethodSource("interactions")
  void everyInteractionIsRecognisedAndWrittenAnew(List<String> row) {
    RestRequest request = parse(row);

    assertThat(request.practice()).isEqualTo("cabinet");
    assertThat(request.interaction().kind()).isEqualTo(InteractionKind.valueOf(row.get(3)));
    assertThat(request.upstream().target()).isEqualTo(row.get(4).replace("''", ""));
    assertThat(request.upstream().method()).isEqualTo(row.get(0).split(" ", 2)[0]);
    assertThat(ParsedRequests.again(request)).isEqualTo(request);
  }

  @Test
  void noInteractionIsLeftOut() {
    Set<InteractionKind> recognised =
        interactions()
            .map(row -> InteractionKind.valueOf(row.get(3)))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(InteractionKind.class)));
    recognised.add(
        ParsedRequests.of(
                "POST /Patient", "{}", "Content-Type", "application/json", "If-None-Exist", "_id=x")
            .interaction()
            .kind());

    assertThat(recognised).isEqualTo(EnumSet.allOf(InteractionKind.class));
  }

  @ParameterizedTest
  @CsvSource({
    "identifier=x",
    "?identifier=x",
    "Patient?identifier=x",
    "/Patient?identifier=x",
    "https://sante.example/fhir/cabinet/Patient?identifier=x"
  })
  void aConditionIsAQueryHoweverClientsWriteIt(String header) {
    RestRequest request =
        ParsedRequests.of(
            "POST /Patient", "{}", "Content-Type", "application/json", "If-None-Exist", header);

    assertThat(request.upstream().headers()).containsEntry("If-None-Exist", "identifier=x");
    assertThat(ParsedRequests.again(request)).isEqualTo(request);
  }

  @Test
  void aFormAndTheUrlItIsSentToAreOneQuery() {
    RestRequest request =
        ParsedRequests.of(
            "POST /Observation/_search?patient=p1&_pretty=true",
            "code=a+b&_summary=true",
            "Content-Type",
            "application/x-www-form-urlencoded;charset=UTF-8");

    assertThat(request.upstream().target()).isEqualTo("/Observation/_search");
    assertThat(request.upstream().body())
        .hasToString("patient=p1&code=a%20b&_summary=true&_pretty=true");
    assertThat(ParsedRequests.again(request)).isEqualTo(request);
  }

  @Test
  void aSearchByPostWithoutAFormIsThatOfItsUrl() {
    String search = "POST /Observation/_search?patient=p1&code=x";
    RestRequest request = ParsedRequests.of(search, "", "Content-Length", "0");

    assertThat(request.upstream().body()).hasToString("patient=p1&code=x");
    assertThat(ParsedRequests.of(search, "")).isEqualTo(request);
    assertThat(refusal(search, "code=x"))
        .isEqualTo(refusal(search, "code=x", "Content-Length", "6"))
        .isEqualTo(refusal(search, "code=x", "Transfer-Encoding", "chunked"))
        .isEqualTo(refusal(search, "", "Transfer-Encoding", "chunked"))
        .isEqualTo(new Refusal.BadExchange(415, "body-not-form", FORM_ALONE));
  }

  /** http://hl7.org/fhir/R4/operations.html#request: one that takes nothing is sent nothing. */
  @Test
  void anOperationWithoutABodyHasNoParameters() {
    String operation = "POST /Patient/p1/$everything";
    RestRequest request = ParsedRequests.of(operation, "", "Content-Length", "0");
    RestRequest typed = ParsedRequests.of(operation, "", "Content-Type", "application/fhir+json");

    assertThat(request.body()).hasToString("{\"resourceType\":\"Parameters\"}");
    assertThat(typed).isEqualTo(request);
    assertThat(ParsedRequests.of(operation, "")).isEqualTo(request);
    assertThat(ParsedRequests.again(request)).isEqualTo(request);
    assertThat(refusal(operation, "{}"))
        .isEqualTo(refusal(operation, "{}", "Content-Length", "2"))
        .isEqualTo(refusal(operation, "{}", "Transfer-Encoding", "chunked"))
        .isEqualTo(refusal("POST /Observation", "", "Content-Length", "0"))
        .isEqualTo(refusal("POST /Observation", ""))
        .isEqualTo(new Refusal.BadExchange(415, "body-no-resource", RESOURCE_ALONE));
  }

  /** Ways to have one request mean two things. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /Patient/p1%2f..%2fp2",
        "GET /Patient/p1%2Fp2",
        "GET /Patient%2Fp1",
        "GET /Patient/p1%252f",
        "GET /Patient/p1%25",
        "GET /Patient/%2e%2e",
        "GET /Patient/%2E",
        "GET /Patient/..",
        "GET /Patient/../Patient/p2",
        "GET /Patient/p1/../p2",
        "GET /Patient/p1/_history/../..",
        "GET /Patient/p1/_history/%2e%2e",
        "GET /./Patient/p1",
        "GET //Patient/p1",
        "GET /Patient//p1",
        "GET /Patient/p1/",
        "GET /Patient/",
        "GET //",
        "POST //",
        "GET /Patient;x=y/p1",
        "GET /Patient/p1;x=y",
        "GET /Patient/p1%3Bx",
        "GET /Patient/p1%3f_format=xml",
        "GET /Patient/p1%23x",
        "GET /Patient/p1#x",
        "GET /Patient/p1%00",
        "GET /Patient/p1%0d%0aX-Y:z",
        "GET /Patient/p1%0a",
        "GET /Patient/%c0%ae%c0%ae",
        "GET /Patient/%c0%af",
        "GET /Patient/%e0%80%af",
        "GET /Patient/%ff",
        "GET /Patient/é",
        "GET /Patient/%c3%a9",
        "GET /Patient/p1 x",
        "GET /Patient/p1%20",
        "GET /Patient/p1\\..\\p2",
        "GET /Patient/p1%5c",
        "GET /Patient/%",
        "GET /Patient/%7",
        "GET /Patient/%zz",
        "GET /patient/p1",
        "GET /PATIENT/p1",
        "GET /Nonsense/p1",
        "GET /Patient/p_1",
        "GET /Patient/p1/_History/1",
        "GET /Patient/p1/_history/1/2",
        "GET /Patient/p1/_history/1/$meta",
        "GET /Patient/p1/$everything/x",
        "GET /Patient/p1/$Everything",
        "GET /Patient/p1/$",
        "GET /Patient/p1/$every.thing",
        "GET /Patient/_Search",
        "GET /Observation/o1/Patient",
        "GET /Patient/p1/observation",
        "GET /Patient/p1/Observation/o1",
        "GET /Metadata",
        "GET /.well-known/smart-configuration",
        "GET /Patient/p1?code=x",
        "GET /Patient/p1/_history/1?x=y",
        "POST /Patient?x=y",
        "POST ?x=y",
        "GET /Observation?patient",
        "GET /Observation?=p1",
        "GET /Observation?patient=p1&&=",
        "GET /Observation?patient=p1%",
        "GET /Observation?patient=p1%zz",
        "GET /Observation?patient=%ff",
        "GET /Observation?patient=%C0%AFp1",
        "GET /Observation?patient=p1%00",
        "GET /Observation?patient=p1%0d%0a",
        "GET /Observation?code=a b",
        "GET /Observation?code=é",
        "GET /Observation?_format=json&_format=xml",
        "GET /Observation?_format=json&_format=json",
        "GET /Observation?_summary=true&_summary=false",
        "GET /Observation?_pretty=maybe",
        "GET /Observation?_summary=all",
        "GET /Observation?_elements=a,,b",
        "GET /Observation?_elements=a%26b",
        "GET /Observation?_format=ttl",
        "OPTIONS /Patient/p1",
        "TRACE /Patient/p1",
        "get /Patient/p1",
        "POST /Patient/p1",
        "POST /Patient/p1/_history",
        "PUT /Patient/p1/_history/1",
        "DELETE /Patient/p1/_history",
        "GET /Patient/_search?name=x",
        "GET /_search?_id=x",
        "PUT /metadata",
        "DELETE ",
        "PUT /Patient/p1/$everything",
        "DELETE /Patient/p1/Observation"
      })
  void whatIsNoneOfThemOrCouldBeReadInTwoWaysIsRefused(String request) {
    Refusal refusal = refusal(request, "", "Content-Type", "application/fhir+json");

    assertThat(Refusals.answer(refusal).status()).isIn(400, 404, 405, 406);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPTIONS /Patient/p1 | GET, HEAD, PUT, PATCH, DELETE",
        "PUT /metadata | GET, HEAD",
        "GET /Patient/_search | POST",
        "DELETE /Patient/p1/$everything | GET, HEAD, POST"
      })
  void aMethodThatAUrlDoesNotTakeIsToldWithThoseItTakes(String request, String allowed) {
    Refusal refusal = refusal(request, "");

    assertThat(Refusals.answer(refusal).status()).isEqualTo(405);
    assertThat(Refusals.answer(refusal).headers()).containsEntry("allow", allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "X-HTTP-Method-Override, DELETE",
    "x-http-method-override, GET",
    "X-Http-Method-Override, PUT",
    "X-HTTP-Method, DELETE",
    "X-METHOD-OVERRIDE, DELETE",
    "If-None-Exist, identifier=x"
  })
  void aHeaderThatWouldMakeItAnotherRequestIsRefused(String name, String value) {
    assertThat(refusal("GET /Patient/p1", "", name, value)).isInstanceOf(Refusal.BadExchange.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Observation?identifier=x",
        "Patient/p1",
        "https://sante.example/Patient/p1?identifier=x",
        "identifier",
        "?",
        "Patient?",
        "identifier=x%",
        "#x"
      })
  void aConditionThatIsNoQueryOverTheTypeIsRefused(String header) {
    assertThat(
            refusal(
                "POST /Patient", "{}", "Content-Type", "application/json", "If-None-Exist", header))
        .isInstanceOf(Refusal.BadExchange.class);
  }

  @Test
  void twoConditionsAreRefused() {
    assertThat(
            refusal(
                "POST /Patient",
                "{}",
                "Content-Type",
                "application/json",
                "If-None-Exist",
                "_id=a",
                "If-None-Exist",
                "_id=b"))
        .isInstanceOf(Refusal.BadExchange.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT /Patient/p1 | If-Match | W/\"3\" | W/\"3\"",
        "PUT /Patient/p1 | If-Match | \"3\" | W/\"3\"",
        "DELETE /Patient/p1 | If-Match | W/\"3\" | W/\"3\"",
        "GET /Patient/p1 | If-None-Match | W/\"3\",\"4\" | W/\"3\", W/\"4\"",
        "GET /Patient/p1 | If-None-Match | * | *",
        "GET /Patient/p1 | If-Modified-Since | Tue, 3 Nov 2026 08:12:31 GMT | Tue, 03 Nov 2026 08:12:31 GMT",
      })
  void preconditionsAreWrittenAnew(String request, String name, String value, String sent) {
    RestRequest parsed =
        ParsedRequests.of(request, "", name, value, "Content-Type", "application/json");

    assertThat(parsed.upstream().headers()).containsEntry(name, sent);
    assertThat(ParsedRequests.again(parsed)).isEqualTo(parsed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT /Patient/p1 | If-Match | *",
        "PUT /Patient/p1 | If-Match | W/\"3\", W/\"4\"",
        "PUT /Patient/p1 | If-Match | 3",
        "PUT /Patient/p1 | If-Match | W/\"a b\"",
        "PUT /Patient/p1 | If-None-Match | *",
        "PUT /Patient/p1 | If-Unmodified-Since | Tue, 3 Nov 2026 08:12:31 GMT",
        "GET /Patient/p1 | If-None-Match | x",
        "GET /Patient/p1 | If-None-Match | *, W/\"3\""
      })
  void preconditionsThatNobodyCouldHoldAreRefused(String request, String name, String value) {
    assertThat(refusal(request, "", name, value, "Content-Type", "application/json").reason())
        .isEqualTo("condition-malformed");
  }

  /** The last two are beyond the years that HTTP has, where Greenwich is. */
  @ParameterizedTest
  @ValueSource(
      strings = {"yesterday", "Fri, 31 Dec 9999 23:59:59 -0100", "Sat, 1 Jan 0000 00:00:00 +0100"})
  void aDateThatIsNoneIsNoCondition(String date) {
    RestRequest request = ParsedRequests.of("GET /Patient/p1", "", "If-Modified-Since", date);

    assertThat(request.conditions()).isEqualTo(Conditions.NONE);
    assertThat(request.upstream().headers()).doesNotContainKey("If-Modified-Since");
  }

  @Test
  void preferencesAreTakenOrIgnored() {
    RestRequest search =
        ParsedRequests.of(
            "GET /Observation?code=x",
            "",
            "Prefer",
            "respond-async, handling=strict",
            "Prefer",
            "x=y");
    RestRequest create =
        ParsedRequests.of(
            "POST /Observation",
            "{}",
            "Content-Type",
            "application/json",
            "Prefer",
            "return=minimal");

    assertThat(search.upstream().headers())
        .containsOnly(java.util.Map.entry("Prefer", "handling=strict"));
    assertThat(create.upstream().headers()).containsEntry("Prefer", "return=minimal");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /Observation | application/fhir+xml; fhirVersion=5.0",
        "POST /Observation | application/fhir+json; charset=utf-16",
        "POST /Observation | text/plain",
        "POST /Observation | application/x-www-form-urlencoded",
        "POST /Observation/_search | application/fhir+json",
        "POST /Observation/_search | multipart/form-data",
        "PATCH /Observation/o1 | application/json",
        "PATCH /Observation/o1 | application/merge-patch+json"
      })
  void anotherBodyIsRefused(String request, String type) {
    assertThat(Refusals.answer(refusal(request, "", "Content-Type", type)).status()).isEqualTo(415);
  }

  @Test
  void aBodyThatIsCompressedStrangelyOrClaimsToBeTwoThingsIsRefused() {
    assertThat(
            refusal(
                "POST /Observation",
                "",
                "Content-Type",
                "application/json",
                "Content-Encoding",
                "br"))
        .isNotNull();
    assertThat(
            refusal(
                "POST /Observation",
                "",
                "Content-Type",
                "application/json",
                "Content-Type",
                "application/json"))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"collection\"}",
        "{\"type\":\"batch\",\"type\":\"transaction\"}",
        "{\"type\":\"batch\"",
        "{}",
        "[]",
        ""
      })
  void aBundleThatIsNeitherBatchNorTransactionIsRefused(String body) {
    assertThat(refusal("POST ", body, "Content-Type", "application/json"))
        .isInstanceOf(Refusal.BadExchange.class);
  }

  @Test
  void aPracticeIsAnIdentifierOfTheSettings() {
    for (String path :
        new String[] {
          "/fhir", "/fhir/", "/fhir/Cabinet/Patient/p1", "/fhir/a%62/Patient/p1", "/FHIR/cabinet"
        }) {
      assertThat(catchThrowable(() -> RequestTarget.parse(path)))
          .as(path)
          .isInstanceOf(Refused.class);
    }
  }

  @Test
  void anIdHasAtMost64Characters() {
    assertThat(ParsedRequests.of("GET /Patient/" + "x".repeat(64), "").interaction().kind())
        .isEqualTo(InteractionKind.READ);
    assertThat(refusal("GET /Patient/" + "x".repeat(65), "")).isNotNull();
  }

  private static RestRequest parse(List<String> row) {
    return row.get(1).isEmpty()
        ? ParsedRequests.of(method(row), row.get(2))
        : ParsedRequests.of(method(row), row.get(2), "Content-Type", row.get(1));
  }

  private static String method(List<String> row) {
    return row.get(0).contains(" ") ? row.get(0) : row.get(0) + " ";
  }

  private static Refusal refusal(String request, String body, String... headers) {
    Throwable thrown = catchThrowable(() -> ParsedRequests.of(request, body, headers));
    assertThat(thrown).isInstanceOf(Refused.class);
    return ((Refused) thrown).refusal();
  }
}
