// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A host's successful answer, whole, nothing of it released yet. */
public final class HostAnswer {

  /** http://hl7.org/fhir/R4/http.html#versioning. */
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([A-Za-z0-9.-]{1,64})\"");

  private final int status;
  private final MultiMap headers;
  private final Buffer body;

  /** Part of an answer, where a host answers several things at once. */
  public HostAnswer(int status, MultiMap headers, Buffer body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public int status() {
    return status;
  }

  public Buffer body() {
    return body;
  }

  /** The version id in the entity tag; null when there is none. */
  public @Nullable String version() {
    String tag = headers.get(HttpHeaders.ETAG);
    Matcher matcher = tag == null ? null : TAG.matcher(tag);
    return matcher != null && matcher.matches() ? matcher.group(1) : null;
  }

  /** Where what was made is, as the host says it; null when it does not. */
  public @Nullable String location() {
    return headers.get(HttpHeaders.LOCATION);
  }

  /** Where what is answered is, as the host says it; null when it does not. */
  public @Nullable String contentLocation() {
    return headers.get(HttpHeaders.CONTENT_LOCATION);
  }

  /** The same without content: 204. */
  public HostAnswer emptied() {
    return new HostAnswer(204, headers, Buffer.buffer());
  }

  /** The same without a word of which version it is, or since when. */
  public HostAnswer unversioned() {
    MultiMap left = MultiMap.caseInsensitiveMultiMap().addAll(headers);
    left.remove(HttpHeaders.ETAG).remove(HttpHeaders.LAST_MODIFIED);
    left.remove(HttpHeaders.LOCATION).remove(HttpHeaders.CONTENT_LOCATION);
    return new HostAnswer(status, left, body);
  }

  /** RFC 9110, 6.4.1. */
  boolean hasBody() {
    return status != 204 && status != 304;
  }

  MultiMap headers() {
    return headers;
  }
}
