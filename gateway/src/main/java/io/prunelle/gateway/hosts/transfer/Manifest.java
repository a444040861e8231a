// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.chain.CanonicalJson;
import io.prunelle.gateway.chain.SigningKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * What both hosts were seen to have, kept with the transfer before anything is removed.
 *
 * @param text canonical JSON (RFC 8785)
 * @param signature Ed25519 over its bytes
 */
record Manifest(String text, Buffer signature) {

  private static final String FORMAT = "prunelle-transfer-manifest/1";

  /**
   * Of a transfer that is about to remove the record, or has copied it. Fails when the key does not
   * sign it.
   *
   * @param carried what the destination was seen to have of it
   * @param archived what was written to the destination besides
   * @param at when they were seen, or when it was switched after that
   */
  static Future<Manifest> of(
      Transfer transfer,
      CopiedItems.Carried carried,
      Archived archived,
      Instant at,
      SigningKey key) {
    List<byte[]> counts =
        carried.types().entrySet().stream()
            .map(
                type ->
                    new CanonicalJson()
                        .number("count", type.getValue().longValue())
                        .text("type", type.getKey())
                        .bytes())
            .toList();
    byte[] json =
        new CanonicalJson()
            .number("accepted", carried.accepted() == 0 ? null : Long.valueOf(carried.accepted()))
            .text("archive", archived.digest())
            .number("archivedVersions", archived.versions())
            .time("comparedAt", at)
            .text("destination", transfer.destination())
            .text("format", FORMAT)
            .text("into", transfer.into())
            .text("key", key.id())
            .text("kind", transfer.kind() == Move.Kind.MOVE ? null : transfer.kind().column())
            .number("leftOutVersions", archived.leftOut())
            .text("patient", transfer.record().patient())
            .text("practice", transfer.record().practice())
            .number("resources", carried.types().values().stream().mapToLong(Long::longValue).sum())
            .text("root", carried.root())
            .text("source", transfer.source())
            .id("transfer", transfer.id())
            .objects("types", counts)
            .bytes();
    return key.sign(json)
        .map(
            signature ->
                new Manifest(new String(json, StandardCharsets.UTF_8), Buffer.buffer(signature)));
  }
}
