// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.erasure;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * A certificate as it is kept.
 *
 * @param id of the transfer that took the record away
 * @param practice whose record it was
 * @param host id of the host where it was erased
 * @param moved whether the record only went to another host of its practice: what was erased is
 *     what was left of it
 * @param key id of the key it is signed with
 * @param jws the certificate itself
 */
public record Certificate(
    UUID id,
    String practice,
    String host,
    boolean moved,
    Instant certifiedAt,
    String key,
    String jws) {

  /** What it says; it was signed here, and is not verified again. */
  public JsonObject content() {
    try {
      return new JsonObject(new String(Jws.parse(jws).payload().bytes(), StandardCharsets.UTF_8));
    } catch (IOException altered) {
      throw new IllegalStateException("certificate " + id + " cannot be read", altered);
    }
  }
}
