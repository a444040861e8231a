// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.consent.Addresses;
import io.prunelle.keycloak.consent.Verdict;
import io.prunelle.keycloak.fhir.Findings;
import io.prunelle.keycloak.fhir.OperationOutcome;
import io.prunelle.keycloak.fhir.OperationOutcome.Issue;
import io.prunelle.keycloak.fhir.OperationOutcome.Severity;
import io.prunelle.keycloak.fhir.PaperConsent;
import io.prunelle.keycloak.fhir.TransactionResponse;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Statement;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What is said of an import. */
final class ImportReplies {
  private static final int UNPROCESSABLE = 422;

  private final Addresses addresses;
  private final String form;
  private final List<PaperConsent> papers;

  /**
   * @param document what was sent
   * @param papers read from it
   */
  ImportReplies(Addresses addresses, JsonNode document, List<PaperConsent> papers) {
    this.addresses = addresses;
    this.form =
        document.path("resourceType").asText().equals("Bundle")
            ? document.path("type").asText()
            : "";
    this.papers = papers;
  }

  /** All that is wrong; the same with or without a dry run. */
  static Response refused(Findings findings) {
    return FhirReplies.resource(UNPROCESSABLE, OperationOutcome.of(findings.issues())).build();
  }

  /** What would be recorded. */
  Response examined(List<Verdict> verdicts) {
    return FhirReplies.resource(
        OperationOutcome.of(
            IntStream.range(0, papers.size())
                .mapToObj(
                    i ->
                        told(
                            i,
                            "would be recorded: "
                                + words(((Verdict.Accepted) verdicts.get(i)).statement())))
                .toList()));
  }

  /** What was recorded: of a Consent, as a creation of it; of a Bundle, as a transaction. */
  Response recorded(List<Entry> entries) {
    if (!form.isEmpty()) {
      return FhirReplies.resource(
          TransactionResponse.of(
              form, entries.stream().map(entry -> addresses.consent(entry.position())).toList()));
    }
    Entry entry = entries.get(0);
    return FhirReplies.resource(
            Response.Status.CREATED.getStatusCode(),
            OperationOutcome.of(
                List.of(
                    told(
                        0,
                        "recorded at position "
                            + entry.position()
                            + ": "
                            + words(entry.statement())))))
        .header(HttpHeaders.LOCATION, addresses.consent(entry.position()))
        .build();
  }

  private Issue told(int index, String what) {
    return new Issue(Severity.INFORMATION, "informational", null, what, papers.get(index).path());
  }

  private static String words(Statement statement) {
    Long until = statement.until();
    return statement.decision()
        + " of notice "
        + statement.notice()
        + " ("
        + statement.language()
        + ") of "
        + statement.hosting()
        + (until == null ? "" : ", until " + Instant.ofEpochSecond(until));
  }
}
