// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.format.Format;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is asked is refused, or is written anew so that it means the same and nothing else. */
final class RestParserPropertyTest {

  /** Whatever bytes make up a request: method, path, query, header, body. */
  record Asked(String method, String path, String query, String header, String body) {}

  @Property(tries = 20_000)
  void whatIsWrittenAnewMeansTheSame(@ForAll("requests") Asked asked) {
    parse(asked)
        .ifPresent(
            request -> {
              // Hosts are asked for JSON, whatever the client wants
              assertThat(ParsedRequests.again(request))
                  .isEqualTo(request.with(request.representation().in(Format.JSON)));
              assertThat(request.upstream().target())
                  .matches("[\\x21-\\x7e]*")
                  .doesNotContain("#", "\\", ";")
                  .doesNotStartWith("//");
              String path = request.upstream().target().replaceFirst("\\?.*", "");
              assertThat(path).doesNotContain("%", "//");
              assertThat(path.split("/", -1)).doesNotContain(".", "..");
              request
                  .upstream()
                  .headers()
                  .forEach((name, value) -> assertThat(name + value).matches("[\\x20-\\x7e]+"));
            });
  }

  @Property(tries = 10_000)
  void aRefusalIsTheOnlyFailure(
      @ForAll String path, @ForAll String query, @ForAll String header, @ForAll String body) {
    parse(new Asked("GET", path, query, header, body));
    parse(new Asked("POST", "/fhir/cabinet" + path, query, header, body));
    parse(new Asked("PUT", "/fhir/cabinet/Patient" + path, query, header, body));
    parse(new Asked("POST", "/fhir/cabinet/Patient/_search", query, header, body));
    parse(new Asked("POST", "/fhir/cabinet/Patient", null, header, body));
  }

  /** Two spellings of a request that decode to the same are the same. */
  @Property(tries = 1_000)
  void escapesMeanWhatTheyEscape(@ForAll("paths") String path) {
    StringBuilder escaped = new StringBuilder("/fhir/cabinet");
    path.chars().forEach(c -> escaped.append(c == '/' ? "/" : "%%%02x".formatted(c)));

    Optional<RestRequest> plain = parse(new Asked("GET", "/fhir/cabinet" + path, null, "", ""));

    if (!path.contains("%")) {
      assertThat(parse(new Asked("GET", escaped.toString(), null, "", ""))).isEqualTo(plain);
    }
  }

  @Property(tries = 5_000)
  void aSearchParameterTakenApartIsPutTogetherAgain(
      @ForAll("names") String name, @ForAll("queries") String value) {
    Query.Parameter parameter = new Query.Parameter(name, value);
    try {
      assertThat(SearchTerm.parse(parameter).written()).isEqualTo(parameter);
    } catch (Refused refused) {
      assertThat(refused.refusal().reason()).isEqualTo("query-malformed");
    }
  }

  private static Optional<RestRequest> parse(Asked asked) {
    try {
      return Optional.of(
          ParsedRequests.of(
              asked.method(),
              asked.path(),
              asked.query(),
              ParsedRequests.headers(
                  "If-None-Match",
                  asked.header(),
                  "Prefer",
                  asked.header(),
                  "Accept",
                  asked.header().isEmpty() ? "*/*" : asked.header(),
                  "Content-Type",
                  asked.path().endsWith("_search")
                      ? "application/x-www-form-urlencoded"
                      : "application/fhir+json"),
              Buffer.buffer(asked.body())));
    } catch (Refused refused) {
      assertThat(refused.refusal().reason()).isNotBlank();
      return Optional.empty();
    }
  }

  @Provide
  Arbitrary<Asked> requests() {
    return Combinators.combine(
            Arbitraries.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"),
            paths(),
            queries().injectNull(0.3),
            Arbitraries.of("", "*/*", "W/\"1\"", "handling=strict", "return=minimal", "x"),
            Arbitraries.oneOf(queries(), Arbitraries.of("{\"type\":\"batch\"}", "{}", "")))
        .as(
            (method, path, query, header, body) ->
                new Asked(method, "/fhir/cabinet" + path, query, header, body));
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "",
            "/",
            "/Patient",
            "/Observation",
            "/p1",
            "/p2",
            "/$everything",
            "/%24everything",
            "/..",
            "/%2e%2e",
            "/.",
            "/_history",
            "/_search",
            "/metadata",
            "/*",
            "//",
            ";x",
            "%2F",
            "%252f",
            "%00",
            "%c0%ae",
            "\\",
            "é")
        .list()
        .ofMaxSize(4)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(
            "patient",
            "_has",
            "_include",
            ":",
            ".",
            "Patient",
            "iterate",
            "code",
            "-",
            "x",
            "missing")
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> queries() {
    return Arbitraries.of(
            "patient",
            "=",
            "=",
            "&",
            "p1",
            "Patient/p1",
            "%2F",
            ",",
            "%2C",
            "%26",
            "%3D",
            ":",
            "_count=5",
            "_include",
            "_format=json",
            "_pretty=true",
            "_summary=true",
            "_elements=id,code",
            "%",
            "%00",
            "+",
            "|",
            "\\",
            ".",
            "_page=x",
            "%0d%0a",
            "é",
            "%c3%a9",
            "Observation:code")
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }
}
