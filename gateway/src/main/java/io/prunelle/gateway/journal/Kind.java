// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

/** What entries are of, as patients tell them apart. */
public enum Kind {
  READ("(interaction IN ('read', 'vread', 'history-instance', 'operation') AND" + Kind.NO_COPY),
  SEARCH(
      "(interaction IN ('search', 'search-type', 'search-system', 'history-type', 'history-system')"
          + " AND"
          + Kind.NO_COPY),
  CHANGE("interaction IN ('create', 'update', 'patch', 'delete')"),
  EMERGENCY("purpose = 'BTG'"),
  REFUSED("NOT permitted"),
  MOVE("interaction IN ('transfer', 'handover')"),
  /** With the reads that a patient's archive is made of, which name the page they were for. */
  LIST(
      "(interaction IN ('journal-read', 'takeout', 'report', 'objection', 'paper-decision',"
          + " 'certificate', 'transfer-list') OR path = '/my/data')");

  private static final String NO_COPY = " path IS DISTINCT FROM '/my/data')";

  private final String condition;

  Kind(String condition) {
    this.condition = condition;
  }

  /** In SQL, of an entry. */
  String condition() {
    return condition;
  }
}
