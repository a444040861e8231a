// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.json;

/** A member of a JSON document breaks a rule; the message is {@code path: what is wrong}. */
public final class InvalidMember extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the member and the rule.
   *
   * @param path where the member stands, as in {@code sheet.certificate.expires}
   * @param rule the rule it breaks, in words that follow a colon
   */
  public InvalidMember(String path, String rule) {
    super(path + ": " + rule, null, false, false);
  }
}
