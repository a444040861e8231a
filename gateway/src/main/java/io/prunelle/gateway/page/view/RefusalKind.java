// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.Arrays;
import java.util.Set;

/** As what patients are told that something was refused; a reason is of one kind alone. */
enum RefusalKind {
  /** It is not known who asked. */
  IDENTITY(Set.of("no-token"), Set.of("token-", "proof-")),

  /** They may not. */
  RIGHT(
      Set.of(
          "other-patient",
          "other-practice",
          "not-of-practice",
          "not-auditor",
          "not-officer",
          "not-administrator",
          "guardianship-ended",
          "body-other-patient",
          "identifiers-changed"),
      Set.of("scope-")),

  /**
   * The record could not be had. The same words for what a patient's decision closed and for what a
   * host could not give: a list that is handed on does not tell what the patient decided.
   */
  RECORD(
      Set.of(
          "consent-not-in-force",
          "ledger-not-followed",
          "certificate-lapsed",
          "audit-overdue",
          "record-closed",
          "record-held",
          "record-moved",
          "record-unknown",
          "host-busy",
          "host-down",
          "host-timeout",
          "host-unreachable",
          "host-not-configured",
          "practice-not-configured",
          "answer-coding",
          "answer-not-attributable",
          "answer-not-content",
          "answer-too-long"),
      Set.of("host-answered-")),

  /** The practice has it no more. */
  DEPARTED(Set.of("record-departed"), Set.of()),

  /** No emergency opens that. */
  EMERGENCY(Set.of("break-glass-not-for-this"), Set.of()),

  /** Too much was asked for at once, or in a short time. */
  OFTEN(
      Set.of(
          "too-many-at-once",
          "too-many-requests",
          "proofs-too-often",
          "introspection-too-often",
          "break-glass-too-often"),
      Set.of()),

  /** The gateway lacks something. */
  UNREADY(
      Set.of(
          "database-down",
          "internal-error",
          "introspection-busy",
          "introspection-down",
          "journal-down",
          "journal-full",
          "keys-busy",
          "keys-not-fetched",
          "memory-full",
          "no-keys",
          "proofs-busy",
          "proofs-too-many",
          "realm-unreachable",
          "reference-not-looked-for",
          "writes-busy"),
      Set.of()),

  /** What was asked for cannot be done, as it was asked for. */
  REQUEST(
      Set.of(
          "audit-parameter",
          "body-coding",
          "body-id",
          "body-incomplete",
          "body-malformed",
          "body-masked",
          "body-mentions-patient",
          "body-not-one-patient",
          "body-too-long",
          "body-type",
          "body-with-id",
          "bundle-in-bundle",
          "bundle-too-costly",
          "bundle-too-long",
          "condition-ambiguous",
          "condition-malformed",
          "condition-twice",
          "condition-unmatched",
          "condition-without-identifier",
          "content-not-raw",
          "framing-ambiguous",
          "full-url-ambiguous",
          "head-too-long",
          "host-ambiguous",
          "id-ambiguous",
          "interaction-not-offered",
          "interaction-not-supported",
          "matches-too-many",
          "method-not-allowed",
          "method-overridden",
          "no-such-event",
          "not-http",
          "not-in-transaction",
          "not-in-xml",
          "operation-refused",
          "operation-unknown",
          "owner-unknown",
          "page-forgotten",
          "page-gone",
          "page-unknown",
          "parameter-beyond-record",
          "parameter-malformed",
          "parameter-tells-whose",
          "parameter-unknown",
          "patch-looks",
          "patch-not-applicable",
          "path-malformed",
          "path-unknown",
          "practice-unknown",
          "profile-with-references",
          "purpose-malformed",
          "query-malformed",
          "query-too-long-for-pages",
          "query-unexpected",
          "reference-beyond-record",
          "reference-unresolved",
          "references-too-many",
          "representation-not-attributable",
          "resource-unknown",
          "search-too-broad",
          "security-context",
          "sort-over-records",
          "target-too-long",
          "told-by-too-many",
          "transaction-over-hosts",
          "transaction-with-reference-data",
          "type-not-served",
          "type-unknown",
          "types-needed",
          "version-conflict",
          "version-unknown"),
      Set.of());

  @SuppressWarnings("ImmutableEnumChecker") // of Set.of, which nobody changes
  private final Set<String> reasons;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<String> beginnings;

  RefusalKind(Set<String> reasons, Set<String> beginnings) {
    this.reasons = reasons;
    this.beginnings = beginnings;
  }

  boolean has(String reason) {
    return reasons.contains(reason) || beginnings.stream().anyMatch(reason::startsWith);
  }

  /** A reason that nothing is known of says nothing of who asked or of the record. */
  static RefusalKind of(String reason) {
    return Arrays.stream(values()).filter(kind -> kind.has(reason)).findFirst().orElse(REQUEST);
  }
}
