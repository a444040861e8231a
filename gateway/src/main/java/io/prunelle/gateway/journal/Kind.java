// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

/** What entries are of, as patients tell them apart. */
public enum Kind {
  READ("interaction IN ('read', 'vread', 'history-instance', 'operation')"),
  SEARCH("interaction IN ('search-type', 'search-system', 'history-type', 'history-system')"),
  CHANGE("interaction IN ('create', 'update', 'patch', 'delete')"),
  EMERGENCY("purpose = 'BTG'"),
  REFUSED("NOT permitted"),
  MOVE("interaction = 'transfer'"),
  LIST(
      "interaction IN ('journal-read', 'takeout', 'report', 'objection', 'paper-decision', 'certificate', 'transfer-list')");

  private final String condition;

  Kind(String condition) {
    this.condition = condition;
  }

  /** In SQL, of an entry. */
  String condition() {
    return condition;
  }
}
