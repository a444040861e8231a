// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.ledger.Paper;
import io.prunelle.keycloak.ledger.Statement;
import io.prunelle.keycloak.sheet.Dates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the template {@code hosting-receipt.ftl} is given: texts only, it escapes them all. */
final class Printed {
  private final Receipt receipt;
  private final Evidence evidence;
  private final Locale locale;
  private final Dates dates;

  Printed(Receipt receipt, Locale locale) {
    this.receipt = receipt;
    this.evidence = receipt.evidence();
    this.locale = locale;
    this.dates = new Dates(locale);
  }

  Map<String, Object> values() {
    Statement statement = evidence.entry().statement();
    JsonNode host = evidence.circumstances().host();
    return new Terms()
        .with("decision", statement.decision().name())
        .with("decidedAt", time(statement.decidedAt()))
        .with("signedOn", signedOn(statement.paper()))
        .with("until", until(statement.until()))
        .with("basis", Happening.of(statement.decision()).basis().name())
        .with("reason", evidence.reason())
        .with("patient", statement.patient())
        .with("channel", statement.channel().name())
        .with("role", statement.by().role().name())
        .with("client", statement.authentication().client())
        .with("acr", statement.authentication().acr())
        .with("practice", evidence.controller().name())
        .with("practiceAddress", evidence.controller().address())
        .with("practiceEmail", evidence.controller().email())
        .with("host", host.path("name").asText())
        .with("legalEntity", host.at("/sheet/legalEntity/name").asText())
        .with("hostAddress", host.at("/sheet/legalEntity/address").asText())
        .with("officer", host.at("/sheet/dataProtectionOfficer/name").asText())
        .with("officerEmail", host.at("/sheet/dataProtectionOfficer/email").asText())
        .with("asOf", evidence.circumstances().asOf().name())
        .with("sites", sites(host))
        .with("purposes", purposes())
        .with("language", evidence.text().language())
        .with("title", evidence.text().title())
        .with("paragraphs", Arrays.asList(evidence.text().body().split("\n{2,}")))
        .with("version", Integer.toString(evidence.notice().version()))
        .with("digest", statement.textDigest())
        .with("position", Long.toString(evidence.entry().position()))
        .with("hash", evidence.entry().hash())
        .with("issuer", receipt.issuer())
        .with("issued", time(receipt.issued()))
        .with("jws", receipt.jws())
        .map();
  }

  private List<Map<String, Object>> purposes() {
    // what the reader reads, else what the patient was shown
    List<String> languages = List.of(locale.getLanguage(), evidence.text().language());
    return evidence.circumstances().purposes().stream()
        .map(purpose -> purpose.in(languages))
        .map(
            words ->
                new Terms()
                    .with("text", words.text())
                    .with("language", words.foreign(locale.getLanguage()).orElse(null))
                    .map())
        .toList();
  }

  private List<String> sites(JsonNode host) {
    List<String> sites = new ArrayList<>();
    for (JsonNode site : host.at("/sheet/sites")) {
      sites.add(
          site.path("name").asText()
              + ", "
              + site.path("city").asText()
              + " ("
              + new Locale.Builder()
                  .setRegion(site.path("country").asText())
                  .build()
                  .getDisplayCountry(locale)
              + ")");
    }
    return sites;
  }

  private @Nullable String signedOn(@Nullable Paper paper) {
    return paper == null ? null : dates.day(paper.date());
  }

  private @Nullable String until(@Nullable Long until) {
    return until == null ? null : time(Instant.ofEpochSecond(until));
  }

  // of one place, which the template names: a printed page knows no time zone
  private String time(Instant at) {
    return dates.day(at) + ", " + dates.time(at);
  }
}
