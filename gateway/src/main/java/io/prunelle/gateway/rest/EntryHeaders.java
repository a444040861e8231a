// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code Bundle.entry.request} says, as the headers it stands for. */
final class EntryHeaders {

  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

  /**
   * @param outer of the bundle's own request: what is preferred holds for each entry, and the
   *     format, which its URL may say as well, for the answer as a whole
   * @param request by element
   */
  EntryHeaders(MultiMap outer, Map<String, String> request) {
    headers.add("Prefer", outer.getAll("Prefer"));
    put("If-Match", request.get("ifMatch"));
    put("If-None-Match", request.get("ifNoneMatch"));
    put("If-None-Exist", request.get("ifNoneExist"));
    put("If-Modified-Since", date(request.get("ifModifiedSince")));
  }

  void contentType(String type) {
    headers.set(HttpHeaders.CONTENT_TYPE, type);
  }

  MultiMap all() {
    return headers;
  }

  private void put(String name, @Nullable String value) {
    if (value != null) {
      headers.set(name, value);
    }
  }

  /** An instant as HTTP writes one; what is none is left out, as a header that is none would be. */
  private static @Nullable String date(@Nullable String instant) {
    try {
      return instant == null ? null : HttpDate.format(OffsetDateTime.parse(instant).toInstant());
    } catch (DateTimeException notAnInstant) {
      return null;
    }
  }
}
