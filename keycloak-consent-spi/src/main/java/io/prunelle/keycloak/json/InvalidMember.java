// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.json;

/** A member of a JSON document breaks a rule; the message is {@code path: what is wrong}. */
public final class InvalidMember extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final String rule;

  /**
   * Names the member and the rule.
   *
   * @param path where the member stands, as in {@code sheet.certificate.expires}
   * @param rule the rule it breaks, in words that follow a colon
   */
  public InvalidMember(String path, String rule) {
    super(path + ": " + rule, null, false, false);
    this.path = path;
    this.rule = rule;
  }

  /** Where the member stands. */
  public String path() {
    return path;
  }

  /** The rule it breaks. */
  public String rule() {
    return rule;
  }
}
