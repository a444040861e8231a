// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.testing.Specification;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller states to ask for. */
final class PurposeOfUseTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      value = {
        "BTG; reason=\"unconscious\"~BTG~unconscious",
        "http://terminology.hl7.org/CodeSystem/v3-ActReason|BTG; reason=\"unconscious\"~BTG~unconscious",
        "BTG;reason=\"a \\\"b\\\" \\\\ c, d; e\"~BTG~a \"b\" \\ c, d; e",
        "BTG; reason*=UTF-8''d%C3%A9tresse%20respiratoire~BTG~détresse respiratoire",
        "BTG; reason*=utf-8''%E5%BF%83%E8%82%BA%E5%81%9C%E6%AD%A2~BTG~心肺停止",
        "TREAT~TREAT~",
        "TREAT; reason=\"check-up\"~TREAT~check-up",
        "http://terminology.hl7.org/CodeSystem/v3-ActReason|HPAYMT~HPAYMT~"
      })
  void isUnderstood(String header, String code, String reason) {
    assertThat(of(header).result()).contains(new PurposeOfUse(code, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "btg; reason=\"unconscious\"",
        "BTG",
        "BTG;",
        "BTG; reason",
        "BTG; reason=unconscious",
        "BTG; reason=\"\"",
        "BTG; reason=\"    \"",
        "BTG; reason=\"......\"",
        "BTG; reason=\"abc\"",
        "BTG; reason=\"unconscious",
        "BTG; reason=\"un\"conscious\"",
        "BTG; reason=\"unconscious\"; reason=\"other\"",
        "BTG; reason=\"unconscious\"; until=\"tomorrow\"",
        "BTG; reason=\"unconscious\", TREAT",
        "BTG, TREAT",
        "BTG TREAT",
        "FOO",
        "PurposeOfUse",
        "PURPOSEOFUSE",
        "http://terminology.hl7.org/CodeSystem/v3-ActReason|FOO; reason=\"unconscious\"",
        "PHI",
        "http://elsewhere.example|BTG; reason=\"unconscious\"",
        "|BTG; reason=\"unconscious\"",
        "BTG; reason=\"d\u00e9tresse\"",
        "BTG; reason=\"unconscious\ttoday\"",
        "BTG; reason*=UTF-8''unconscious%0d%0aX-Injected:%20yes",
        "BTG; reason*=UTF-8''unconscious%E2%80%A8next",
        "BTG; reason*=UTF-8''unconscious%E2%80%AEtxet",
        "BTG; reason*=UTF-8''unconscious%00",
        "BTG; reason*=UTF-8''unconscious%FF",
        "BTG; reason*=UTF-8''unconscious%2",
        "BTG; reason*=ISO-8859-1''d%E9tresse",
        "TREAT; reason=\"\"",
        "TREAT; reason*=UTF-8''%0a"
      })
  void isRefusedWhereItSaysNothingOrMoreThanOneThing(String header) {
    assertThat(Refusals.refusal(of(header).cause()).reason()).isEqualTo("purpose-malformed");
  }

  /** What an AuditEvent says of it is then valid. */
  @Test
  void isOneOfThoseThatFhirKnows() {
    assertThat(PurposeCodes.ALL).isEqualTo(Specification.purposesOfUse());
    assertThat(PurposeCodes.ALL)
        .allSatisfy(code -> assertThat(of(code + "; reason=\"because\"").result()).isPresent());
  }

  @Test
  void isBounded() {
    String longest = "BTG; reason=\"" + "a".repeat(500) + "\"";

    assertThat(of(longest).succeeded()).isTrue();
    assertThat(of(longest.replace("=\"", "=\"a")).failed()).isTrue();
    assertThat(of("BTG; reason*=UTF-8''" + "%C3%A9".repeat(500)).succeeded()).isTrue();
    assertThat(of("BTG; reason=\"" + "\\\\".repeat(20_000) + "\"").failed()).isTrue();
  }

  @Test
  void isStatedOnceOrNotAtAll() {
    MultiMap none = MultiMap.caseInsensitiveMultiMap();
    MultiMap twice =
        MultiMap.caseInsensitiveMultiMap()
            .add("X-Purpose-Of-Use", "TREAT")
            .add("x-purpose-of-use", "BTG; reason=\"unconscious\"");

    assertThat(PurposeOfUse.of(none).result()).isEmpty();
    assertThat(PurposeOfUse.of(twice).failed()).isTrue();
  }

  private static Future<Optional<PurposeOfUse>> of(String header) {
    return PurposeOfUse.of(MultiMap.caseInsensitiveMultiMap().add("X-Purpose-Of-Use", header));
  }
}
