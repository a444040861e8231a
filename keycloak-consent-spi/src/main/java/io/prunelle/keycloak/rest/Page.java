// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.ledger.Entry;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of somebody's entries, newest first. Positions are never given twice, so a page stays
 * what it is while entries are added.
 *
 * @param before the entries' positions are below
 * @param limit at most so many
 */
record Page(long before, int limit) {
  private static final int DEFAULT = 500;
  private static final int LONGEST = 1_000;

  /**
   * @throws Problem for anything but whole numbers within bounds
   */
  static Page read(@Nullable String before, @Nullable String limit) {
    return new Page(
        Numbers.read("before", before, Long.MAX_VALUE, 1, Long.MAX_VALUE),
        (int) Numbers.read("limit", limit, DEFAULT, 1, LONGEST));
  }

  /** Says where the next page is, RFC 8288, if the ledger can have one. */
  Response answer(UriInfo uri, List<Entry> entries, Object document) {
    Response.ResponseBuilder answer = Replies.json(Response.Status.OK, document);
    long last = entries.isEmpty() ? 1 : entries.get(entries.size() - 1).position();
    return entries.size() == limit && last > 1
        ? answer.header(HttpHeaders.LINK, next(uri, "before", last)).build()
        : answer.build();
  }

  static String next(UriInfo uri, String parameter, long position) {
    return "<"
        + uri.getRequestUriBuilder().replaceQueryParam(parameter, position).build()
        + ">; rel=\"next\"";
  }
}
