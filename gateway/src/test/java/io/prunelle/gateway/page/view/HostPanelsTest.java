// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.ledger.PracticeSamples;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How certificates stand, in words. */
class HostPanelsTest {

  private static List<HostPanel.Fact> on(String day, Consumer<JsonObject> change) {
    return new HostPanels(Messages.in(Language.ENGLISH), LocalDate.parse(day))
        .of("cabinet", PracticeSamples.facts(change), Set.of())
        .get(1)
        .facts();
  }

  private static List<String> bad(String day) {
    return on(day, host -> {}).stream()
        .filter(fact -> fact.tone().equals("bad"))
        .map(HostPanel.Fact::text)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "2028-03-01, ''",
    "2028-03-02, in 90 days or fewer",
    "2028-05-01, in 30 days or fewer",
    "2028-05-24, in 7 days or fewer",
    "2028-05-31, 'in 7 days or fewer. This host is closed then, and all records come back from it'",
    "2028-06-01, ended on 31 May 2028.",
    "2025-05-31, is valid only from 1 June 2025"
  })
  void theEndIsToldEverLouder(String day, String told) {
    List<String> bad =
        on(
                day,
                host ->
                    host.getJsonObject("assessment")
                        .getJsonObject("certificate")
                        .putNull("auditDue"))
            .stream()
            .filter(fact -> fact.tone().equals("bad"))
            .map(HostPanel.Fact::text)
            .toList();

    if (told.isEmpty()) {
      assertThat(bad).isEmpty();
    } else {
      assertThat(bad).singleElement().asString().contains(told);
    }
  }

  @Test
  void anAuditThatIsNotStatedInTimeIsToldTheDayAfter() {
    assertThat(bad("2027-05-20")).isEmpty();
    assertThat(bad("2027-05-21"))
        .hasSize(2)
        .anyMatch(text -> text.contains("20 May 2027"))
        .contains("Without this audit Prunelle closes this host in the end.");
  }

  @Test
  void aCloudHostWithoutACertificateIsToldApartFromThePracticesOwnServer() {
    assertThat(on("2026-11-23", host -> host.getJsonObject("sheet").putNull("certificate")))
        .extracting(HostPanel.Fact::text)
        .anyMatch(text -> text.contains("the law requires one"));
    assertThat(
            new HostPanels(Messages.in(Language.ENGLISH), LocalDate.parse("2026-11-23"))
                .of("cabinet", PracticeSamples.facts(host -> {}), Set.of())
                .get(0)
                .facts())
        .extracting(HostPanel.Fact::text)
        .containsExactly("No certificate is required within the practice’s walls.");
  }

  @Test
  void recordsOutsideTheEeaAreTold() {
    assertThat(on("2026-11-23", host -> host.getJsonObject("assessment").put("withinEea", false)))
        .extracting(HostPanel.Fact::text)
        .anyMatch(text -> text.contains("outside the European Economic Area"));
  }
}
