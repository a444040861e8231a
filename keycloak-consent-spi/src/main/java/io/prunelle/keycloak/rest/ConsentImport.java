// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.consent.Addresses;
import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.JointOutcome;
import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.consent.Stated;
import io.prunelle.keycloak.consent.Verdict;
import io.prunelle.keycloak.event.Aftermath;
import io.prunelle.keycloak.fhir.ConsentReader;
import io.prunelle.keycloak.fhir.Findings;
import io.prunelle.keycloak.fhir.ImportTerms;
import io.prunelle.keycloak.fhir.PaperConsent;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.server.Issuer;
import io.prunelle.keycloak.server.ServerTime;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * {@code practices/{practice}/fhir/Consent}: Consents that the practice's patients signed on paper,
 * recorded by its consent officer. One problem, and none of them is recorded.
 */
final class ConsentImport {
  // room for a scanned paper or two; the others are named by their digests
  private static final int LONGEST = 4 * 1024 * 1024;

  private final KeycloakSession session;
  private final Rate rate;
  private final String realm;
  private final String practice;
  private final ConsentProvider consent;
  private final Addresses addresses;

  ConsentImport(KeycloakSession session, Rate rate, String practice) {
    this.session = session;
    this.rate = rate;
    this.realm = session.getContext().getRealm().getId();
    this.practice = practice;
    this.consent = session.getProvider(ConsentProvider.class);
    this.addresses = new Addresses(Issuer.of(session));
  }

  Response take(MultivaluedMap<String, String> query, @Nullable InputStream body) {
    return new FhirReplies(session)
        .reply(
            () -> {
              Officer officer = new Bearer(session).officer(practice);
              rate.take(realm + "/" + officer.user().getId());
              ImportRequest request = ImportRequest.read(query);
              return take(
                  officer,
                  request,
                  new Incoming(session).resource(body, LONGEST),
                  ServerTime.now());
            });
  }

  private Response take(Officer officer, ImportRequest request, JsonNode document, Instant now) {
    Findings findings = new Findings();
    List<PaperConsent> papers =
        new ConsentReader(
                addresses,
                new RealmRegister(session, practice),
                new ImportTerms(now, request.language(), request.purposes()),
                findings)
            .read(document);
    notOneself(officer, papers, findings);
    List<Stated> answers = papers.stream().map(paper -> stated(officer, paper, now)).toList();
    ImportReplies replies = new ImportReplies(addresses, document, papers);
    if (request.dryRun() || findings.count() > 0) {
      List<Verdict> verdicts = consent.judge(realm, answers);
      note(papers, verdicts, findings);
      return findings.count() > 0 ? ImportReplies.refused(findings) : replies.examined(verdicts);
    }
    JointOutcome outcome = consent.inTurn(() -> consent.decide(realm, answers));
    if (outcome instanceof JointOutcome.Refused refused) {
      note(papers, refused.verdicts(), findings);
      return ImportReplies.refused(findings);
    }
    List<Entry> entries = ((JointOutcome.Recorded) outcome).entries();
    Aftermath aftermath = officer.aftermath(session);
    entries.forEach(aftermath::decided);
    return replies.recorded(entries);
  }

  private static Stated stated(Officer officer, PaperConsent paper, Instant now) {
    return new Stated(
        paper.patient(), paper.answer(now, officer.author(), officer.authentication()));
  }

  private void notOneself(Officer officer, List<PaperConsent> papers, Findings findings) {
    Set<String> own = officer.own(session);
    for (PaperConsent paper : papers) {
      if (own.contains(paper.patient().id())) {
        findings.add(
            "forbidden",
            ProblemType.NOT_PERMITTED.code(),
            paper.path() + ".patient",
            PracticeOffice.OWN);
      }
    }
  }

  private static void note(List<PaperConsent> papers, List<Verdict> verdicts, Findings findings) {
    for (int i = 0; i < papers.size(); i++) {
      if (verdicts.get(i) instanceof Verdict.Refused refused) {
        for (Refusal reason : refused.reasons()) {
          Problem problem = Refusals.problem(reason);
          findings.add(
              FhirReplies.code(problem.type()),
              problem.type().code(),
              papers.get(i).path() + element(reason),
              String.valueOf(problem.getMessage()));
        }
      }
    }
  }

  /** What a refusal is about. */
  private static String element(Refusal refusal) {
    if (refusal instanceof Refusal.PaperOvertaken || refusal instanceof Refusal.PaperTooOld) {
      return ".dateTime";
    }
    if (refusal instanceof Refusal.AlreadyRecorded) {
      return ".source";
    }
    return refusal instanceof Refusal.UnknownHosting
            || refusal instanceof Refusal.HostingClosed
            || refusal instanceof Refusal.NoticeNotCurrent
        ? ".policy[0].uri"
        : ".provision.type";
  }
}
