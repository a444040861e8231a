// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a conditional create (http://hl7.org/fhir/R4/http.html#ccreate): a query. Some
 * clients, HAPI's among them, write a whole URL; what stands before the type is theirs, and
 * dropped.
 */
final class IfNoneExist {

  static final String NAME = "If-None-Exist";

  private static final Pattern VALUE =
      Pattern.compile("(?:(?:[!-~&&[^?#]]*/)?(?<type>[A-Z][A-Za-z]{1,63}))?\\?(?<query>[!-~]+)");

  private IfNoneExist() {}

  static Query query(String type, MultiMap headers) {
    List<String> values = headers.getAll(NAME);
    if (values.size() != 1) {
      throw malformed();
    }
    String value = values.get(0).strip();
    Matcher whole = VALUE.matcher(value);
    if (whole.matches()) {
      if (whole.group("type") != null && !whole.group("type").equals(type)) {
        throw malformed();
      }
      value = whole.group("query");
    }
    if (value.split("=", 2)[0].matches(".*[/?#].*")) {
      throw malformed();
    }
    Query query = QueryParser.parse(value, Query.LONGEST);
    if (query.isEmpty()) {
      throw malformed();
    }
    return query;
  }

  private static RuntimeException malformed() {
    return new Refusal.BadExchange(
            400, "condition-malformed", NAME + " must be one query over the type that is created.")
        .refused();
  }
}
