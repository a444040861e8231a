// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import java.util.Locale;

/** The interactions of http://hl7.org/fhir/R4/http.html, conditional ones apart. */
public enum InteractionKind {
  READ("read", "GET"),
  VREAD("vread", "GET"),
  UPDATE("update", "PUT"),
  CONDITIONAL_UPDATE("update", "PUT"),
  PATCH("patch", "PATCH"),
  CONDITIONAL_PATCH("patch", "PATCH"),
  DELETE("delete", "DELETE"),
  CONDITIONAL_DELETE("delete", "DELETE"),
  HISTORY_INSTANCE("history-instance", "GET"),
  HISTORY_TYPE("history-type", "GET"),
  HISTORY_SYSTEM("history-system", "GET"),
  CREATE("create", "POST"),
  CONDITIONAL_CREATE("create", "POST"),
  SEARCH_TYPE("search-type", "GET"),
  SEARCH_SYSTEM("search-system", "GET"),
  SEARCH_COMPARTMENT("search", "GET"),
  CAPABILITIES("capabilities", "GET"),
  BATCH("batch", "POST"),
  TRANSACTION("transaction", "POST"),
  OPERATION("operation", "GET"),
  /** The gateway's own: a further page of a search, which FHIR leaves to servers. */
  PAGE("search-type", "GET");

  private final String code;
  private final String method;

  InteractionKind(String code, String method) {
    this.code = code;
    this.method = method;
  }

  /** FHIR's code (http://hl7.org/fhir/R4/valueset-restful-interaction.html). */
  public String code() {
    return code;
  }

  /** The name in the configuration: {@code conditional-create}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it changes a record. */
  public boolean writes() {
    return switch (this) {
      case CREATE,
          CONDITIONAL_CREATE,
          UPDATE,
          CONDITIONAL_UPDATE,
          PATCH,
          CONDITIONAL_PATCH,
          DELETE,
          CONDITIONAL_DELETE ->
          true;
      default -> false;
    };
  }

  /** Whether what it changes is not there afterwards. */
  public boolean deletes() {
    return this == DELETE || this == CONDITIONAL_DELETE;
  }

  /** Searches and operations may come by POST instead. */
  String method() {
    return method;
  }
}
