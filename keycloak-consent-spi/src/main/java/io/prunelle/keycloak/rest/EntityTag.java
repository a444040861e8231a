// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Names one representation of a resource, byte for byte: strong, RFC 9110 8.8.3. */
record EntityTag(String text) {

  /** The tag of a document as {@link Json} writes it. */
  static EntityTag of(Object document) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(Json.write(document).getBytes(StandardCharsets.UTF_8));
      return new EntityTag(
          '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"');
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
