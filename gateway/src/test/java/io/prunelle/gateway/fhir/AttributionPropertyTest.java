// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.ParsedRequests;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is asked is refused, or it names one patient and what is sent on names no other. */
final class AttributionPropertyTest {

  /** Not within a word, such as a code that happens to end like this. */
  private static final Pattern PATIENT =
      Pattern.compile("(?<![A-Za-z0-9])(Patient/|Patient\\?_id=)([^&?/$,]+)");

  private final Attribution attribution = new Attribution("https://sante.example");

  @Property(tries = 20_000)
  void whatIsSentOnNamesThePatientThatAccessWasDecidedOnAndNoOther(
      @ForAll("paths") String path, @ForAll("queries") String query) {
    parse(path, query)
        .ifPresent(
            interaction -> {
              assertThat(interaction.patient()).matches("[A-Za-z0-9.-]{1,64}");
              String sent = interaction.upstream().target();
              assertThat(sent).matches("[\\x21-\\x7e]+").doesNotContain("//", "#");
              assertThat(sent.split("[/?]", -1)).doesNotContain(".", "..");
              assertThat(URLDecoder.decode(sent, StandardCharsets.UTF_8).split("[?&]", -1))
                  .filteredOn(part -> part.matches("/?(patient|subject|beneficiary)=.*"))
                  .hasSizeLessThanOrEqualTo(1);
              Matcher patients = PATIENT.matcher(sent.replace("%2F", "/"));
              assertThat(patients.find()).isTrue();
              do {
                assertThat(patients.group(2)).isEqualTo(interaction.patient());
              } while (patients.find());
            });
  }

  /** Escaping what needs no escape must not change what is understood. */
  @Property(tries = 1_000)
  void escapesMeanWhatTheyEscape(@ForAll("ids") String id) {
    StringBuilder escaped = new StringBuilder();
    for (byte octet : ("Patient/" + id).getBytes(StandardCharsets.UTF_8)) {
      escaped.append("%%%02x".formatted(octet));
    }

    assertThat(parse("/Observation", "patient=" + escaped))
        .isEqualTo(parse("/Observation", "patient=Patient/" + id))
        .isPresent();
  }

  private Optional<OnRecord> parse(String path, String query) {
    try {
      return Optional.of(attribution.of(ParsedRequests.of("GET " + path + "?" + query, "")));
    } catch (Refused refused) {
      return Optional.empty();
    }
  }

  @Provide
  Arbitrary<String> ids() {
    return Arbitraries.strings().withChars("abcXYZ019-").ofMinLength(1).ofMaxLength(64);
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "",
            "/",
            "Patient",
            "/Patient",
            "Observation",
            "/Observation",
            "/Coverage",
            "/p1",
            "/p2",
            "/$everything",
            "/%24everything",
            "/..",
            "/%2e%2e",
            "/_history",
            "/1",
            "//",
            ";x")
        .list()
        .ofMaxSize(4)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> queries() {
    return Arbitraries.of(
            "patient",
            "subject",
            "beneficiary",
            "=",
            "&",
            "p1",
            "p2",
            "Patient/p1",
            "Patient/p2",
            "Patient%2Fp1",
            ",",
            "%2C",
            "%26",
            "%3D",
            ":",
            "_count=5",
            "code=x&",
            "performer=",
            "performer:",
            "encounter.",
            "_id=",
            "Practitioner",
            ".name=",
            "_include",
            "_format=json",
            "%",
            "%00",
            "+",
            "https://sante.example/fhir/cabinet/",
            "|",
            "\\\\")
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }
}
