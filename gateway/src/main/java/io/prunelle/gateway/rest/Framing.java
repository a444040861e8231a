// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a request ends. Two readers that answer this differently take one request for two: what is
 * behind the first's end is smuggled past it (RFC 9112, 11.2). So only what cannot be read in two
 * ways is read: one length, or chunks; and nothing behind chunks.
 */
public final class Framing {

  private static final int BAD_REQUEST = 400;

  /** A token of RFC 9110, 5.6.2, in lower case. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");

  private Framing() {}

  /**
   * Whether it cannot be told where this request ends, or not told by everybody alike. After its
   * answer the connection must not be used any more (RFC 9112, 6.3).
   */
  public static boolean unsound(HttpServerRequest request) {
    return request.decoderResult().isFailure()
        || malformed(request)
        || misaddressed(request)
        || ambiguous(request);
  }

  /** Fails with a 400, 414 or 431 when the request is {@linkplain #unsound unsound}. */
  public static Future<Void> check(HttpServerRequest request) {
    if (request.decoderResult().isFailure()) {
      return Future.failedFuture(unreadable(request.decoderResult().cause()).refused());
    }
    if (malformed(request)) {
      return Future.failedFuture(unreadable(new IllegalArgumentException()).refused());
    }
    if (misaddressed(request)) {
      return Future.failedFuture(
          new Refusal.BadExchange(
                  BAD_REQUEST, "host-ambiguous", "The header Host must be there, and once.")
              .refused());
    }
    return ambiguous(request)
        ? Future.failedFuture(
            new Refusal.BadExchange(
                    BAD_REQUEST,
                    "framing-ambiguous",
                    "The length of the body must be told once: by one Content-Length, or by"
                        + " Transfer-Encoding: chunked alone.")
                .refused())
        : Future.succeededFuture();
  }

  /**
   * RFC 9113, 8.2.1: over HTTP/2 a field can hold what would be several, or a body, in HTTP/1.1.
   * Netty looks at the names of HTTP/1.1 alone.
   */
  private static boolean malformed(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2
        && request.headers().entries().stream()
            .anyMatch(
                field ->
                    !NAME.matcher(field.getKey()).matches()
                        || field.getValue().chars().anyMatch(Framing::breaksLines));
  }

  private static boolean breaksLines(int character) {
    return character == '\r' || character == '\n' || character == 0;
  }

  /**
   * RFC 9112, 3.2; RFC 9113, 8.3.1, where {@code :authority} is the host's name. Which host it
   * names does not matter here: nothing is told apart by it.
   */
  private static boolean misaddressed(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      return request.authority() == null || request.headers().getAll(HttpHeaders.HOST).size() > 1;
    }
    int hosts = request.headers().getAll(HttpHeaders.HOST).size();
    return hosts > 1 || (hosts == 0 && request.version() == HttpVersion.HTTP_1_1);
  }

  /** Whether it is a request of HTTP/1.1 whose body comes in chunks. */
  public static boolean inChunks(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_2
        && request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  /** A length beside chunks is not seen here: Netty takes it away (RFC 9112, 6.3). */
  private static boolean ambiguous(HttpServerRequest request) {
    MultiMap headers = request.headers();
    List<String> encodings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
    List<String> lengths = headers.getAll(HttpHeaders.CONTENT_LENGTH);
    if (encodings.isEmpty()) {
      return lengths.size() > 1;
    }
    return encodings.size() > 1
        || !encodings.get(0).strip().equalsIgnoreCase("chunked")
        // RFC 9112, 6.1: HTTP/1.0 has no chunks
        || request.version() == HttpVersion.HTTP_1_0;
  }

  private static Refusal.BadExchange unreadable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new Refusal.BadExchange(
          414, "target-too-long", "The URL is longer than accepted. A long search can be POSTed.");
    } else if (cause instanceof TooLongHttpHeaderException
        || cause instanceof TooLongFrameException) {
      return new Refusal.BadExchange(431, "head-too-long", "The headers are longer than accepted.");
    }
    return new Refusal.BadExchange(
        BAD_REQUEST, "not-http", "The request is not well-formed HTTP/1.1.");
  }
}
