// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.erasure;

import io.prunelle.gateway.chain.SigningKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Signs certificates of erasure, and keeps them. */
public final class Certification {

  private static final String INSERT =
      "INSERT INTO hosts.erasure_certificate"
          + " (transfer, practice, patient, host, certified_at, key, jws)"
          + " VALUES ($1, $2, $3, $4, $5, $6, $7)";

  private final SigningKey key;
  private final InstantSource clock;

  /**
   * Signs with one key.
   *
   * @param key what the journal's blocks are signed with: who verifies these knows it already
   */
  public Certification(SigningKey key, InstantSource clock) {
    this.key = key;
    this.clock = clock;
  }

  /** Within the transaction that ends the transfer: there is one exactly if that has ended. */
  public Future<Void> issue(SqlConnection connection, Erasure erasure) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return Jws.sign(erasure.json(now), key)
        .compose(
            jws ->
                connection
                    .preparedQuery(INSERT)
                    .execute(
                        Tuple.of(
                            erasure.id(),
                            erasure.practice(),
                            erasure.patient(),
                            erasure.host().id(),
                            now.atOffset(ZoneOffset.UTC),
                            key.id(),
                            jws)))
        .mapEmpty();
  }
}
