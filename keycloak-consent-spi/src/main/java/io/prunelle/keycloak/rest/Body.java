// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.json.Members;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Request bodies: one JSON object in UTF-8, declared as such, bounded. */
final class Body {
  private final @Nullable String contentType;
  private final List<String> accepted;

  /**
   * @param contentType the header as sent, RFC 9110 8.3
   */
  Body(@Nullable String contentType) {
    this(contentType, List.of(MediaType.APPLICATION_JSON));
  }

  /**
   * @param accepted the types that are read
   */
  Body(@Nullable String contentType, List<String> accepted) {
    this.contentType = contentType;
    this.accepted = List.copyOf(accepted);
  }

  /**
   * All of a body, as far as it may be read: nothing is waited for when it is.
   *
   * @return one that is empty, and no JSON, when it ended before it was complete
   */
  static InputStream whole(@Nullable InputStream body, int limit) {
    try {
      return new ByteArrayInputStream(body == null ? new byte[0] : body.readNBytes(limit + 1));
    } catch (IOException ended) {
      return InputStream.nullInputStream();
    }
  }

  /**
   * @throws Problem when the body is not declared as JSON, is longer than {@code limit} bytes, or
   *     is no JSON object in UTF-8
   */
  Members read(@Nullable InputStream body, int limit) {
    return read(body, limit, Json::object);
  }

  /** As {@link #read(InputStream, int)}, for those who name what is wrong in terms of their own. */
  JsonNode tree(@Nullable InputStream body, int limit) {
    return read(body, limit, Json::objectTree);
  }

  private <T> T read(@Nullable InputStream body, int limit, Function<String, T> parser) {
    if (!json()) {
      throw new Problem(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "Content-Type: must be " + String.join(" or ", accepted))
          // RFC 9110 15.5.16
          .header(HttpHeaders.ACCEPT, String.join(", ", accepted));
    }
    try {
      return parser.apply(text(body == null ? new byte[0] : body.readNBytes(limit + 1), limit));
    } catch (IOException e) {
      throw new Problem(ProblemType.MALFORMED_BODY, "body: ended before it was complete");
    } catch (InvalidMember e) {
      throw new Problem(ProblemType.MALFORMED_BODY, String.valueOf(e.getMessage()));
    }
  }

  // also keeps other sites' forms out: RFC 8259 is not among the types that need no preflight
  private boolean json() {
    return contentType != null
        && accepted.contains(contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
  }

  private static String text(byte[] bytes, int limit) {
    if (bytes.length > limit) {
      throw new Problem(
          ProblemType.BODY_TOO_LONG, "body: must not be longer than " + limit + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Problem(ProblemType.MALFORMED_BODY, "body: must be UTF-8");
    }
  }
}
