// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.json.Members;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Request bodies: one JSON object in UTF-8, declared as such, bounded. */
final class Body {
  private final @Nullable String contentType;

  /**
   * @param contentType the header as sent, RFC 9110 8.3
   */
  Body(@Nullable String contentType) {
    this.contentType = contentType;
  }

  /**
   * @throws Problem when the body is not declared as JSON, is longer than {@code limit} bytes, or
   *     is no JSON object in UTF-8
   */
  Members read(@Nullable InputStream body, int limit) {
    if (!json()) {
      throw new Problem(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "Content-Type: must be " + MediaType.APPLICATION_JSON)
          // RFC 9110 15.5.16
          .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON);
    }
    try {
      return Json.object(text(body == null ? new byte[0] : body.readNBytes(limit + 1), limit));
    } catch (IOException e) {
      throw new Problem(ProblemType.MALFORMED_BODY, "body: ended before it was complete");
    } catch (InvalidMember e) {
      throw new Problem(ProblemType.MALFORMED_BODY, String.valueOf(e.getMessage()));
    }
  }

  // also keeps other sites' forms out: RFC 8259 is not among the types that need no preflight
  private boolean json() {
    return contentType != null
        && MediaType.APPLICATION_JSON.equalsIgnoreCase(contentType.split(";", 2)[0].strip());
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
