// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import io.prunelle.keycloak.fhir.OperationOutcome.Issue;
import io.prunelle.keycloak.fhir.OperationOutcome.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a document: all of it, each with the FHIRPath of its element. So many are
 * listed; beyond that whoever wrote the document has other worries.
 */
public final class Findings {
  static final int MOST = 1_000;

  private static final String RULE = "invalid-member";

  private final List<Issue> issues = new ArrayList<>();
  private int count;

  /**
   * Adds one.
   *
   * @param code of FHIR's issue-type
   * @param problem the code of the problem type
   */
  public void add(String code, String problem, String path, String what) {
    count++;
    if (count <= MOST) {
      issues.add(new Issue(Severity.ERROR, code, problem, what, path));
    }
  }

  /** How many there are, listed or not. */
  public int count() {
    return count;
  }

  /** Those listed. */
  public List<Issue> issues() {
    List<Issue> all = new ArrayList<>(issues);
    if (count > MOST) {
      all.add(
          new Issue(
              Severity.ERROR, "too-costly", RULE, count - MOST + " more are not listed", null));
    }
    return all;
  }

  void value(String path, String rule) {
    add("value", RULE, path, rule);
  }

  void required(String path) {
    add("required", RULE, path, "is required");
  }

  void unknown(String path, String what) {
    add("structure", RULE, path, what);
  }

  /** Something that a decision on a notice cannot say. */
  void narrower(String path, String why) {
    add("not-supported", "narrower-consent", path, why);
  }
}
