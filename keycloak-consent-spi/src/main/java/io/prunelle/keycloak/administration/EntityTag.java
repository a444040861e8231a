// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

import io.prunelle.keycloak.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Names one representation of a resource, byte for byte: strong, RFC 9110 8.8.3. */
public record EntityTag(String text) {
  private static final char COMPUTED = '.';

  /** The tag of a document as {@link Json} writes it. */
  public static EntityTag of(Object document) {
    return new EntityTag('"' + digest(document) + '"');
  }

  /** The tag of the same document shown together with what is computed when it is read. */
  public EntityTag with(Object computed) {
    return new EntityTag(stored() + COMPUTED + digest(computed) + '"');
  }

  /**
   * Whether both are tags of the same stored document. Whoever read it yesterday has seen all that
   * a change would replace, though what is computed reads differently today.
   */
  public boolean isOfSameStored(EntityTag other) {
    return stored().equals(other.stored());
  }

  private String stored() {
    int end = text.indexOf(COMPUTED);
    return text.substring(0, end < 0 ? text.length() - 1 : end);
  }

  private static String digest(Object document) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(Json.write(document).getBytes(StandardCharsets.UTF_8));
      // an alphabet without the dot
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
