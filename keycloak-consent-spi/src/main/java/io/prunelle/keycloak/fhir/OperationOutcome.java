// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What FHIR answers instead of a problem document. */
public final class OperationOutcome {
  private OperationOutcome() {}

  /**
   * One thing to say.
   *
   * @param code of FHIR's issue-type
   * @param problem the code of the problem type; null when it is none
   * @param expression the FHIRPath of the element it is about; null when it is about none
   */
  public record Issue(
      Severity severity,
      String code,
      @Nullable String problem,
      String diagnostics,
      @Nullable String expression) {}

  /** How bad it is. */
  public enum Severity {
    /** The request was, or would be, refused. */
    ERROR("error"),
    /** Nothing is wrong. */
    INFORMATION("information");

    private final String code;

    Severity(String code) {
      this.code = code;
    }
  }

  /** The resource. */
  public static Map<String, Object> of(List<Issue> issues) {
    return Element.resource("OperationOutcome")
        .with("issue", issues.stream().map(OperationOutcome::issue).toList())
        .children();
  }

  private static Map<String, Object> issue(Issue issue) {
    return new Element()
        .with("severity", issue.severity().code)
        .with("code", issue.code())
        .with(
            "details",
            issue.problem() == null
                ? null
                : new Element()
                    .with(
                        "coding",
                        List.of(
                            new Element()
                                .with("system", Systems.PROBLEM)
                                .with("code", issue.problem())
                                .children()))
                    .children())
        .with("diagnostics", issue.diagnostics())
        .with("expression", issue.expression() == null ? null : List.of(issue.expression()))
        .children();
  }
}
