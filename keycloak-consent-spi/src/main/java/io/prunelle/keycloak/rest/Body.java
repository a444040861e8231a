// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.json.Members;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Request bodies: one JSON object in UTF-8, bounded. */
final class Body {
  private Body() {}

  /**
   * @throws Problem when the body is longer than {@code limit} bytes or not UTF-8
   * @throws io.prunelle.keycloak.json.InvalidMember when it is no JSON object
   */
  static Members read(@Nullable InputStream body, int limit) {
    if (body == null) {
      throw Problem.badRequest("body: is required");
    }
    try {
      byte[] bytes = body.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw Problem.tooLarge(limit);
      }
      return Json.object(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw Problem.badRequest("body: must be UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
