// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.Map;
import java.util.Optional;

/** Types that are served to nobody, because nothing in them tells whose they are. */
final class UnservedTypes {

  private static final String ELSEWHERE =
      "It names its patient nowhere, but through what it refers to.";

  private static final Map<String, String> WHY =
      Map.ofEntries(
          // What a host writes down of its own accesses, of any caller and patient
          Map.entry(
              "AuditEvent", "It is read from the journal, by search and by id, and not written."),
          Map.entry("BiologicallyDerivedProduct", "It names who gave it, not whose it is."),
          Map.entry("Bundle", "It holds several resources, which are served one by one."),
          Map.entry("EnrollmentResponse", ELSEWHERE),
          Map.entry("Linkage", "It ties resources together that may be several patients'."),
          Map.entry("OperationOutcome", "It is an answer, and is not stored."),
          Map.entry("Parameters", "They belong to operations, and are not stored."),
          Map.entry("PaymentNotice", ELSEWHERE),
          Map.entry("PaymentReconciliation", "It may be about the payments of several patients."),
          // Would send what matches past the gateway
          Map.entry("Subscription", "It would have a host send records past the gateway."),
          Map.entry("TestReport", "It is about software."),
          Map.entry("TestScript", "It is about software."),
          Map.entry("VerificationResult", ELSEWHERE));

  private UnservedTypes() {}

  /** Why a type is not served, for the developer of an application; empty for the others. */
  static Optional<String> why(String type) {
    return Optional.ofNullable(WHY.get(type));
  }
}
