// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is known of a whole archive. Sealed, so that none of its pieces can be left out unnoticed.
 *
 * @param sha256 in hexadecimal
 */
record Summary(long bytes, String sha256) {

  byte[] sealed(ArchiveSeal seal) {
    return seal.closeSummary(
        new JsonObject()
            .put("bytes", bytes)
            .put("sha256", sha256)
            .encode()
            .getBytes(StandardCharsets.UTF_8));
  }

  static Optional<Summary> open(byte[] sealed, ArchiveSeal seal) {
    return seal.openSummary(sealed)
        .flatMap(
            json -> {
              try {
                JsonObject read = new JsonObject(new String(json, StandardCharsets.UTF_8));
                return Optional.of(new Summary(read.getLong("bytes"), read.getString("sha256")));
              } catch (DecodeException | ClassCastException foreign) {
                return Optional.empty();
              }
            });
  }
}
