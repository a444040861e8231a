// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.rest.Query.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes a query string, or a form, strictly. */
final class QueryParser {

  static final int LONGEST_FORM = 64 * 1_024;

  private static final Percent PERCENT = Percent.ofQuery();

  private QueryParser() {}

  static Query parse(@Nullable String query, int longest) {
    if (query == null || query.isEmpty()) {
      return Query.NONE;
    }
    if (query.length() > longest) {
      throw PERCENT.malformed(
          "The query is too long. Send a search as a form, by POST to _search.");
    }
    List<Parameter> parameters = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        // as applications leave them behind that put a query together
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw PERCENT.malformed("The query is not made of name=value pairs.");
      }
      parameters.add(
          new Parameter(
              PERCENT.decode(pair.substring(0, equals)),
              PERCENT.decode(pair.substring(equals + 1))));
    }
    return new Query(List.copyOf(parameters));
  }
}
